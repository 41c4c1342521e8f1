export { ServiceConfig as OrdersConfig } from '@holdfast/service';
