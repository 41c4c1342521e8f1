export { ServiceConfig as FinanceConfig } from '@holdfast/service';
