import { Body, Controller, Get, Param, Post, Query, RawBody, Req, type PipeTransform } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { IdempotencyKey } from '../http/idempotency-key.ts';
import { unvalidatedInputs } from './unvalidated-inputs.ts';

const Plant = z.strictObject({ name: z.string() });
const otherSchema = {
  '~standard': { version: 1, vendor: 'other', validate: (value: unknown) => ({ value }) },
} as const;
const pipe: PipeTransform = { transform: (value: unknown) => value };

@Controller('checked')
class Checked {
  @Post(':id')
  plant(
    @Param({ schema: z.object({ id: z.uuid() }) }) _at: object,
    @Body({ schema: Plant }) _body: object,
    @IdempotencyKey() _once: object,
  ) {}
  @Get(':id')
  show(
    @Param('id', { schema: z.uuid() }) _id: string,
    @Query({ schema: z.object({}) }) _query: object,
    @Req() _request: object,
  ) {}
}

@Controller('unchecked')
class Unchecked {
  @Post('a') body(@Body() _body: object) {}
  @Post('b') piped(@Body(pipe) _body: object) {}
  @Post('c') oneField(@Body('name', { schema: z.string() }) _name: string) {}
  @Post('d') loose(@Body({ schema: z.object({ beds: z.array(z.object({})) }) }) _body: object) {}
  @Post('e') raw(@RawBody() _raw: Buffer) {}
  @Post('f') foreign(@Body({ schema: otherSchema }) _body: object) {}
  @Get(':id') param(@Param('id') _id: string) {}
  @Get() query(@Query() _query: object) {}
}

describe('a controller', () => {
  test('whose inputs all have a schema is accepted', () => {
    expect(unvalidatedInputs(Checked)).toEqual([]);
  });

  test('is refused for each input that would come in unchecked', () => {
    const reasons = unvalidatedInputs(Unchecked).toSorted();
    expect(reasons).toEqual([
      expect.stringMatching(/^@Body of Unchecked\.body has no schema, .* Write @Body\(\{ schema: z\.strictObject/),
      expect.stringMatching(/^@Body of Unchecked\.foreign has a schema that is not zod/),
      expect.stringMatching(
        /^@Body of Unchecked\.loose drops fields .* at the body itself, `beds\[\]`\. Write z\.strictObject there/,
      ),
      expect.stringMatching(/^@Body of Unchecked\.oneField takes one field/),
      expect.stringMatching(/^@Body of Unchecked\.piped has no schema/),
      expect.stringMatching(/^@Param of Unchecked\.param has no schema/),
      expect.stringMatching(/^@Query of Unchecked\.query has no schema/),
      expect.stringMatching(/^@RawBody of Unchecked\.raw is not checked/),
    ]);
  });

  test('is refused for what it inherits', () => {
    @Controller('child')
    class Child extends Unchecked {}
    expect(unvalidatedInputs(Child)).toHaveLength(8);
  });
});
