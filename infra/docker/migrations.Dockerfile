# syntax=docker/dockerfile:1
# The migration job of one service, from the root: docker build --file infra/docker/migrations.Dockerfile --build-arg APP=<folder> .
# It runs before the service of its release, with the rights of the schema's owner, and ends: 0 when the schema is up to date.

FROM node:24.21.0-bookworm-slim AS workspace
RUN npm install --global pnpm@12.21.0
WORKDIR /workspace
COPY . .
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store pnpm install --frozen-lockfile --prefer-offline --config.minimum-release-age=0 --config.package-import-method=copy

FROM workspace AS deployed
ARG APP
RUN test -d "apps/$APP/migrations" || { echo "APP must name a folder of apps/ with migrations; it is '$APP'" >&2; exit 1; }
RUN pnpm --filter-prod "{apps/$APP}..." --filter-prod "{packages/migrations}..." run build
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store pnpm --filter "./packages/migrations" deploy --prod --offline --config.minimum-release-age=0 --config.package-import-method=copy /deployed/job
# Its files, and those of the packages that it needs, are found as the app finds them.
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store pnpm --filter "./apps/$APP" deploy --prod --offline --config.minimum-release-age=0 --config.package-import-method=copy /deployed/app

FROM debian:bookworm-slim
COPY --from=workspace /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=deployed /deployed/job /job
COPY --from=deployed /deployed/app ./
ARG RELEASE=unreleased
ENV NODE_ENV=production \
    HOLDFAST_RELEASE=$RELEASE
USER 1000:1000
STOPSIGNAL SIGTERM
# It ends by itself, and how it ended is its answer.
HEALTHCHECK NONE
ENTRYPOINT ["node", "--enable-source-maps", "/job/dist/job.js", "/app"]
