import type { CredentialEntry, CredentialProblem } from '#core/network/credential.ts';
import type { CommandContext } from './context.ts';

export interface NetworkCommands {
  /** The host of an address may be reached from now on, in this window. Only what the user typed, pasted or agreed to by its name. */
  readonly nameHost: (address: string) => void;
  /** An origin is not reached any more, nor are its redirects followed or its credential kept. */
  readonly unnameHost: (origin: string) => void;
  /** Redirects of an origin are followed from now on, in this window. */
  readonly followRedirects: (origin: string) => void;
  /** A header for every request to this very origin, until it is forgotten or the tab closes. @returns what is wrong with it, or null */
  readonly setCredential: (origin: string, entry: CredentialEntry) => CredentialProblem | null;
  readonly forgetCredential: (origin: string) => void;
}

export function networkCommands({ network }: CommandContext): NetworkCommands {
  return {
    nameHost: network.name,
    unnameHost: network.unname,
    followRedirects: network.followRedirects,
    setCredential: network.setCredential,
    forgetCredential: network.forgetCredential,
  };
}
