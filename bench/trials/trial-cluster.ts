/** A cluster for trials: servers on this machine, each media node on a host of its own, all of it gone afterwards. */
import { createHostNetwork, startCluster, startMediaNode, type Cluster, type MediaNodeProcess, type NetworkHost } from '@saal/testkit';

export interface TrialCluster {
  readonly cluster: Cluster;
  /** Those that run, by their number from 0; as many as sites. */
  readonly nodes: MediaNodeProcess[];
  addressOf(node: number): string;
  /** Starts another one on the same host, after the former has ended. */
  restartNode(node: number): Promise<void>;
  /** What was logged at `warn` and above, by whom. */
  complaints(): Record<string, string[]>;
  stop(): Promise<void>;
}

/**
 * @param sites of servers and nodes: one server and one node each
 * @param workers of each node
 */
export async function startTrialCluster(options: { sites: readonly string[]; workers: number; workerBin: string }): Promise<TrialCluster> {
  const { sites, workers, workerBin } = options;
  const network = createHostNetwork(sites.length);
  const nodes: MediaNodeProcess[] = [];
  const ended: MediaNodeProcess[] = [];
  let cluster: Cluster | undefined;
  const stop = async (): Promise<void> => {
    try {
      await cluster?.stop();
      await Promise.all(nodes.map((node) => node.stop()));
    } finally {
      network.close();
    }
  };
  try {
    const joined = (cluster = await startCluster({
      servers: sites.length,
      sites,
      busAddress: network.address,
      env: { SAAL_MEDIA: 'nodes', SAAL_LOG_LEVEL: 'warn', SAAL_REQUESTS_PER_MINUTE: '1000000', MEDIASOUP_WORKER_BIN: workerBin },
    }));
    const startNode = (index: number, host: NetworkHost | undefined): Promise<MediaNodeProcess> => {
      if (!host) throw new Error(`there is no host ${index}`);
      const site = sites[index] ?? '';
      return startMediaNode(joined, { number: index + 1, site, workers, host, env: { SAAL_LOG_LEVEL: 'info' } });
    };
    for (const [index, host] of network.hosts.entries()) nodes.push(await startNode(index, host));
    return {
      cluster: joined,
      nodes,
      addressOf: (node) => network.hosts[node]?.address ?? '',
      async restartNode(node) {
        const former = nodes[node];
        await former?.stop();
        if (former) ended.push(former);
        nodes[node] = await startNode(node, network.hosts[node]);
      },
      complaints: () => ({
        ...Object.fromEntries(joined.servers.map((server, index) => [`server-${index + 1}`, complaintsIn(server.logs)])),
        ...Object.fromEntries([...ended, ...nodes].map(({ name, pid, logs }) => [`${name} (${pid})`, complaintsIn(logs)])),
      }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const warn = 40;

/** @param logs lines of JSON, and whatever else came on stderr, which is a complaint as well */
export function complaintsIn(logs: string): string[] {
  return logs.split('\n').filter((line) => {
    if (line.trim() === '') return false;
    const level = /^\{.*?"level":(?:(\d+)|"(\w+)")/.exec(line);
    if (!level) return /error|exception|unhandled|warning|    at /i.test(line);
    return level[1] === undefined ? /warn|error|fatal/.test(level[2] ?? '') : Number(level[1]) >= warn;
  });
}
