import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Names are without the prefix `saal_`; labels are few and bounded (never an id). */
type Labels = Record<string, string>;

/**
 * The process's figures in Prometheus' text form. Asking twice for the same name gives the same figure,
 * so a feature need not hand its counters around.
 */
export class Metrics {
  readonly #registry = new Registry();

  /** @param options.process also CPU, memory and event-loop lag of this process */
  constructor(options: { process?: boolean } = {}) {
    if (options.process) collectDefaultMetrics({ register: this.#registry, prefix: 'saal_' });
  }

  /** Counts something that only grows. */
  count(name: string, help: string, labels: Labels = {}, by = 1): void {
    this.#counter(name, help, Object.keys(labels)).inc(labels, by);
  }

  /** Notes one duration or size, for a distribution. @param bucketBounds upper bounds, in the unit of the name */
  observe(name: string, help: string, bucketBounds: readonly number[], value: number, labels: Labels = {}): void {
    const known = this.#registry.getSingleMetric(`saal_${name}`);
    const histogram =
      known instanceof Histogram
        ? known
        : new Histogram({
            name: `saal_${name}`,
            help,
            labelNames: Object.keys(labels),
            buckets: [...bucketBounds],
            registers: [this.#registry],
          });
    histogram.observe(labels, value);
  }

  /** A figure that is read when somebody asks. One value, or one for each set of labels. */
  gauge(name: string, help: string, labelNames: readonly string[], read: () => readonly { labels?: Labels; value: number }[]): void {
    new Gauge({
      name: `saal_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.set(labels ?? {}, value);
      },
    });
  }

  /** Everything, as `/metrics` answers it. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    const known = this.#registry.getSingleMetric(`saal_${name}`);
    return known instanceof Counter ? known : new Counter({ name: `saal_${name}`, help, labelNames, registers: [this.#registry] });
  }
}
