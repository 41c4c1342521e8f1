# syntax=docker/dockerfile:1
# Any app of apps/, from the root: docker build --file infra/docker/app.Dockerfile --build-arg APP=<folder> .
# `./holdfast start --built` packs with the same commands, and a test runs those that stand here.

FROM node:24.21.0-bookworm-slim AS workspace
RUN npm install --global pnpm@12.21.0
WORKDIR /workspace
COPY . .
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store pnpm install --frozen-lockfile --prefer-offline --config.minimum-release-age=0 --config.package-import-method=copy

FROM workspace AS deployed
ARG APP
RUN test -d "apps/$APP/src" || { echo "APP must name a folder of apps/; it is '$APP'" >&2; exit 1; }
RUN pnpm --filter-prod "{apps/$APP}..." run build
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store pnpm --filter "./apps/$APP" deploy --prod --offline --config.minimum-release-age=0 --config.package-import-method=copy /deployed

# Node and the app: no npm, no package manager, no source, no development dependency.
FROM debian:bookworm-slim
COPY --from=workspace /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=deployed /deployed ./
ARG RELEASE=unreleased
ENV NODE_ENV=production \
    HOLDFAST_RELEASE=$RELEASE \
    HOST=0.0.0.0 \
    PORT=8080 \
    ADMIN_HOST=127.0.0.1 \
    ADMIN_PORT=9090
# Files belong to root and this user is nobody in particular, so the app cannot change itself.
USER 1000:1000
EXPOSE 8080
# Node is the first process and hears this itself: it finishes what it has in hand, within SHUTDOWN_DEADLINE_MS.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/main.js"]
