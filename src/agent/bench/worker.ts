import type {Handlers} from '../control/line-rpc-server.js';
import {ClawPipe} from './claw-pipe.js';
import {DatachannelPipe} from './datachannel-pipe.js';
import {FlowReceiver} from './flow-receiver.js';
import {sendFlow} from './flow-sender.js';
import type {Pipe} from './pipe.js';
import {PipeAgents} from './pipe-agent.js';
import {processUsage} from './process-usage.js';
import type {
  CollectRequest,
  ExpectRequest,
  FlowSpec,
  Invitation,
  PathReport,
  PipeRequest,
  ReceiveReport,
  SendReport,
} from './protocol.js';
import {TcpPipe} from './tcp-pipe.js';
import {UdxPipe} from './udx-pipe.js';

/** The pipes and flows of one process, as its control socket sees them (`protocol.ts`). */
export class Worker {
  readonly #pipes = new Map<string, Pipe>();
  readonly #agents = new PipeAgents();
  readonly #receivers = new Map<string, FlowReceiver>();

  /** What its only caller, a harness of the same version, asks: taken as it comes. */
  handlers(): Handlers {
    return {
      status: () => ({pid: process.pid, pipes: [...this.#pipes.keys()]}),
      invite: (params) => this.#invite(params as PipeRequest),
      join: (params) => this.#join(params as PipeRequest & {invitation: Invitation}),
      complete: (params) => this.#complete(params as {pipe: string; reply: Invitation}),
      opened: (params) => this.#pipe(params as {pipe: string}).opened(),
      expect: (params) => this.#expect(params as ExpectRequest),
      send: (params) => this.#send(params as {pipe: string; flow: FlowSpec}),
      collect: (params) => this.#collect(params as CollectRequest),
      facts: (params) => this.#pipe(params as {pipe: string}).facts(),
      paths: (params): PathReport => this.#pipe(params as {pipe: string}).paths(),
      usage: () => processUsage(),
      close: (params) => this.#close(params as {pipe: string}),
    };
  }

  closeAll(): void {
    for (const pipe of [...this.#pipes.keys()]) this.#close({pipe});
  }

  async #invite(request: PipeRequest): Promise<Invitation> {
    const pipe = await this.#make(request, 'to');
    this.#pipes.set(request.pipe, pipe);
    return pipe.invite();
  }

  async #join({invitation, ...request}: PipeRequest & {invitation: Invitation}) {
    const pipe = await this.#make(request, 'from');
    this.#pipes.set(request.pipe, pipe);
    return pipe.join(invitation);
  }

  async #complete({pipe, reply}: {pipe: string; reply: Invitation}): Promise<void> {
    await this.#pipe({pipe}).complete(reply);
  }

  #expect(request: ExpectRequest): void {
    const receiver = new FlowReceiver(request);
    this.#receivers.set(key(request.pipe, request.flow.id), receiver);
    this.#pipe(request).expect(request.flow, receiver);
  }

  async #send({pipe, flow}: {pipe: string; flow: FlowSpec}): Promise<SendReport> {
    return sendFlow(this.#pipe({pipe}), flow);
  }

  async #collect({pipe, flow, ...until}: CollectRequest): Promise<ReceiveReport> {
    const receiver = this.#receivers.get(key(pipe, flow));
    if (!receiver) throw new Error(`flow ${flow} of ${pipe} was not expected`);
    const report = await receiver.report(until);
    this.#receivers.delete(key(pipe, flow));
    return report;
  }

  #close({pipe}: {pipe: string}): void {
    this.#pipes.get(pipe)?.close();
    this.#pipes.delete(pipe);
  }

  #pipe({pipe: name}: {pipe: string}): Pipe {
    const pipe = this.#pipes.get(name);
    if (!pipe) throw new Error(`no pipe ${name}`);
    return pipe;
  }

  async #make(request: PipeRequest, end: 'from' | 'to'): Promise<Pipe> {
    const agents = this.#agents;
    switch (request.kind) {
      case 'claw':
        return new ClawPipe(request, end, {carrier: 'rtp', agents});
      case 'claw-datachannel':
        return new ClawPipe(request, end, {carrier: 'datachannel', agents});
      case 'datachannel':
        return new DatachannelPipe(request);
      case 'tcp':
        return new TcpPipe(request);
      case 'udx':
        return UdxPipe.make(request);
    }
  }
}

function key(pipe: string, flow: number): string {
  return `${pipe} ${flow}`;
}
