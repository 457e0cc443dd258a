import type { EventName, EventPayload } from '../shared/contract.ts';
import type { Db } from './db/open.ts';
import type { Handlers } from './dispatch.ts';
import type { AuditChain } from './services/audit.ts';
import { createCards } from './services/cards.ts';
import { createImports } from './services/imports.ts';
import { localDateOf } from './services/localTime.ts';
import { createMe, type MeNeeds } from './services/me.ts';
import { createStats } from './services/stats.ts';
import type { Vault } from './vault/vault.ts';

export type DeskHandlers = Pick<Handlers,
  'imports.preview' | 'imports.commit' | 'imports.undo' | 'imports.list' | 'cards.issue' | 'me.openByFace' | 'me.openByPin' | 'me.overview' | 'me.eraseFace' | 'me.close'>;

/** What both this wiring and that of attendance stand on. */
export interface DeskGround {
  db: Db;
  vault: Vault;
  audit: AuditChain;
  kioskId: string;
  /** IANA zone of the site. */
  zone(): string;
  siteName(): string;
  emit<E extends EventName>(event: E, payload: EventPayload<E>): void;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
}

export interface DeskHandlersNeeds extends DeskGround, Pick<MeNeeds, 'attempts' | 'pins' | 'faces' | 'newToken'> {}

/** Files in, cards out, and people's own data: which service answers which method; wiring only. */
export function createDeskHandlers(needs: DeskHandlersNeeds) {
  const imports = createImports({
    ...needs, today: () => localDateOf(needs.now(), needs.zone()), onPeopleChanged: () => needs.emit('people.changed', {}), onRegisterChanged: () => needs.emit('register.changed', {}),
  });
  const cards = createCards(needs);
  const me = createMe({ ...needs, attendanceOf: createStats(needs).overviewOf });

  const handlers: DeskHandlers = {
    'imports.preview': (input, { staff: who }) => imports.preview(input, who),
    'imports.commit': (input, { staff: who }) => writing(() => imports.commit(input, who)),
    'imports.undo': (input, { staff: who }) => writing(() => imports.undo(input, who)),
    'imports.list': () => imports.list(),
    'cards.issue': (input, { staff: who }) => writing(() => cards.issue(input, who)),
    'me.openByFace': (input) => writing(() => me.openByFace(input)),
    'me.openByPin': (input) => writing(() => me.openByPin(input)),
    'me.overview': (input) => me.overview(input),
    'me.eraseFace': (input) => me.eraseFace(input),
    'me.close': (input) => me.close(input),
  };

  function writing<T>(work: () => T): T {
    needs.requireWritable();
    return work();
  }

  return {
    handlers,
    /** Whose card this is. @throws Refusal CARD_REFUSED */
    verifyCard: cards.verify,
    /** Whose open data a token stands for. @throws Refusal ME_CLOSED */
    personOf: me.personOf,
    /** Files nobody confirmed are forgotten, and own data nobody looks at is closed. */
    sweep(): void {
      imports.sweep();
      me.sweep();
    },
  };
}
