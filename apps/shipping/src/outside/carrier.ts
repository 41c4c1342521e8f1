import { OutsideHttp, OutsideKeys } from '@holdfast/effects/http';
import { CONFIG } from '@holdfast/service';
import { Inject, Injectable } from '@nestjs/common';

@Injectable()
export class Carrier extends OutsideHttp {
  readonly keys = new OutsideKeys(this, '/keys');

  constructor(@Inject(CONFIG) config: { readonly OUTSIDE_CARRIER_URL: string }) {
    super({ url: config.OUTSIDE_CARRIER_URL });
  }
}
