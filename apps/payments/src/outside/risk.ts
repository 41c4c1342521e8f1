import { OutsideHttp, OutsideKeys } from '@holdfast/effects/http';
import { CONFIG } from '@holdfast/service';
import { Inject, Injectable } from '@nestjs/common';

@Injectable()
export class Risk extends OutsideHttp {
  readonly keys = new OutsideKeys(this, '/keys');

  constructor(@Inject(CONFIG) config: { readonly OUTSIDE_RISK_URL: string }) {
    super({ url: config.OUTSIDE_RISK_URL });
  }
}
