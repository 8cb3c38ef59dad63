/** What went wrong at a proxy, before any byte reached the server behind it. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code: 'PROXY_AUTH' | 'PROXY_REFUSED' | 'PROXY_UNREACHABLE' | 'PROXY_PROTOCOL';

  constructor(code: ProxyError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
