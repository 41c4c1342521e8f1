import { OutsideHttp, OutsideKeys } from '@holdfast/effects/http';
import { CONFIG } from '@holdfast/service';
import { Inject, Injectable } from '@nestjs/common';

@Injectable()
export class CardProvider extends OutsideHttp {
  readonly keys = new OutsideKeys(this, '/keys');
  /** Where it tells what came of a charge or a refund, once more and on its own. */
  readonly notifyUrl: string;

  constructor(@Inject(CONFIG) config: { readonly OUTSIDE_CARD_PROVIDER_URL: string; readonly PUBLIC_URL: string }) {
    super({ url: config.OUTSIDE_CARD_PROVIDER_URL });
    this.notifyUrl = `${config.PUBLIC_URL}/v1/card-events`;
  }
}
