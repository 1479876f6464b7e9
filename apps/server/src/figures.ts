import type { Metrics } from '@saal/foundation';
import type { MediaService, WorkerLoad } from '@saal/media';
import type { Meetings } from '@saal/meetings';

/** Puts what runs now onto `/metrics`; counts and join times are noted by the features themselves. */
export function figuresOf(metrics: Metrics, meetings: Pick<Meetings, 'figures'>, media: Pick<MediaService, 'load'>): void {
  const now = (name: string, help: string, read: () => number): void => metrics.gauge(name, help, [], () => [{ value: read() }]);
  const ofWorkers = (name: string, help: string, read: (worker: WorkerLoad) => number): void =>
    metrics.gauge(name, help, ['node', 'worker'], () =>
      media.load().workers.map((worker) => ({ labels: { node: worker.node ?? '', worker: String(worker.index) }, value: read(worker) })),
    );

  now('meetings', 'Meetings that run now', () => meetings.figures().meetings);
  now('participants', 'Participants in running meetings', () => meetings.figures().participants);
  now('waiting', 'People in lobbies', () => meetings.figures().waiting);
  now('connections', 'Open WebSockets', () => meetings.figures().connections);
  now('media_workers', 'Media workers alive', () => media.load().workers.length);
  ofWorkers('media_worker_cpu_ratio', 'Processor time of a media worker, 1 = one core', (worker) => worker.cpuRatio);
  ofWorkers(
    'media_worker_valve_level',
    'Pictures left out by an overloaded worker: 0 none, 3 all but one a device',
    (worker) => worker.valveLevel,
  );
  ofWorkers('media_rooms', 'Media rooms on a worker', (worker) => worker.rooms);
  ofWorkers('media_transports', 'Transports on a worker', (worker) => worker.transports);
  ofWorkers('media_producers', 'Streams received by a worker', (worker) => worker.producers);
  ofWorkers('media_consumers', 'Streams sent by a worker', (worker) => worker.consumers);
}
