import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostProblem, type HostProblemCode } from './problems.ts';

/** The only address anything here listens on. */
export const loopbackAddress = '127.0.0.1';

/** Resolves to "127.0.0.1:PORT"; port 0 lets the system choose. @throws HostProblem `taken` | PORT_NOT_ALLOWED */
export function listen(server: Server, port: number, taken: HostProblemCode = 'PORT_IN_USE'): Promise<string> {
  return new Promise((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') failed(new HostProblem(taken, String(port)));
      else failed(error.code === 'EACCES' ? new HostProblem('PORT_NOT_ALLOWED', String(port)) : error);
    });
    server.listen({ port, host: loopbackAddress, exclusive: true }, () => {
      // A TCP server's address is an AddressInfo; only pipes have a string.
      const { port: bound } = server.address() as AddressInfo;
      listening(`${loopbackAddress}:${bound}`);
    });
  });
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((closed) => {
    server.close(() => { closed(); });
    server.closeAllConnections();
  });
}
