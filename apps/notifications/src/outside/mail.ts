import { OutsideHttp, OutsideKeys } from '@holdfast/effects/http';
import { CONFIG } from '@holdfast/service';
import { Inject, Injectable } from '@nestjs/common';

@Injectable()
export class Mail extends OutsideHttp {
  readonly keys = new OutsideKeys(this, '/keys');

  constructor(@Inject(CONFIG) config: { readonly OUTSIDE_MAIL_URL: string }) {
    super({ url: config.OUTSIDE_MAIL_URL });
  }
}
