import type {ProcessCost} from './protocol.js';

/** Starts measuring what this process spends; the returned function tells. */
export function meterProcess(): () => ProcessCost {
  const cpu = process.cpuUsage();
  const rss = process.memoryUsage.rss();
  return () => {
    const {user, system} = process.cpuUsage(cpu);
    return {cpuMs: (user + system) / 1000, rssGrowthBytes: process.memoryUsage.rss() - rss};
  };
}
