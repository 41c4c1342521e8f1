import { Body, Controller, Module, Post } from '@nestjs/common';
import { HoldfastModule, ServiceConfig, startService } from '../../src/index.ts';
import { GardenWork, Plants } from './plants.ts';

@Controller('trapped')
class TrappedController {
  @Post() add(@Body() _body: object) {}
}

@Module({
  imports: [
    HoldfastModule.forService({
      service: { name: 'trapped', team: 'keepers', port: 5001 },
      work: GardenWork,
      scope: (trx) => ({ plants: new Plants(trx) }),
    }),
  ],
  controllers: [TrappedController],
})
class TrappedModule {}

await startService(TrappedModule, ServiceConfig);
