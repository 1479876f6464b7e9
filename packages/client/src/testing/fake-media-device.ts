/** mediasoup-client without a browser: its own fake handler, and a hand on the state of each transport. */
import { Device } from 'mediasoup-client';
import { generateLocalDtlsParameters, generateNativeRtpCapabilities } from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import type { ConnectionState, Transport } from 'mediasoup-client/types';

export interface FakeMedia {
  device: Device;
  /** All transports ever made, the newest last. */
  transports: Transport[];
  newest(direction: 'send' | 'recv'): Transport;
}

export async function fakeMedia(): Promise<FakeMedia> {
  const device = await Device.factory({
    handlerFactory: FakeHandler.createFactory({ generateNativeRtpCapabilities, generateLocalDtlsParameters }),
  });
  const transports: Transport[] = [];
  device.observer.on('newtransport', (transport) => transports.push(transport));
  return {
    device,
    transports,
    newest(direction) {
      const found = transports.filter((transport) => transport.direction === direction).at(-1);
      if (found === undefined) throw new Error(`no ${direction} transport yet`);
      return found;
    },
  };
}

/** As if the network had done it. */
export function setState(transport: Transport, state: ConnectionState): void {
  const { handler } = transport;
  if (handler instanceof FakeHandler) handler.setConnectionState(state);
}
