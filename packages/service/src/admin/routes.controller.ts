import { Controller, Get, Inject, VERSION_NEUTRAL } from '@nestjs/common';
import { Public } from '../access/declared-access.ts';
import { RouteBook, type RouteFacts } from '../access/route-book.ts';
import { AdminSurface } from '../access/surface.ts';

/** What a service answers to, and who may ask: for a person, and for a test that compares it with what was agreed. */
@AdminSurface()
@Public()
@Controller({ path: 'routes', version: VERSION_NEUTRAL })
export class RoutesController {
  private readonly book: RouteBook;

  constructor(@Inject(RouteBook) book: RouteBook) {
    this.book = book;
  }

  @Get()
  routes(): readonly RouteFacts[] {
    return this.book.all();
  }
}
