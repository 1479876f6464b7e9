import { SaalError } from '@saal/foundation/pure';

/** Somebody else of the same meeting or campaign has this address. */
export class AddressTaken extends SaalError {
  readonly code = 'address_taken';
  constructor() {
    super('somebody else here has this address');
  }
}
