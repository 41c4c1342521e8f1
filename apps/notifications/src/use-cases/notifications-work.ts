import type { SaysOf } from '@holdfast/system-model';
import { Work, type Scope } from '@holdfast/work';
import type notifications from '../../service.ts';
import type { NoticeStore } from './notice-store.ts';

export type NotificationsScope = Scope<{ notices: NoticeStore }, SaysOf<typeof notifications>>;

export class NotificationsWork extends Work<NotificationsScope> {}
