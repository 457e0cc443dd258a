import type { Input, Output } from '../../shared/contract.ts';
import type { ErasureReceipt, PersonDetail } from '../../shared/contractPeople.ts';
import type { Result } from '../../shared/errors.ts';
import type { Tools } from './store.ts';

export type PinCode = Output<'pins.issueReset'>;

/** What staff do with one person; the dialogs hold what they show. */
export interface PersonActions {
  readPerson(personId: string): Promise<Result<PersonDetail>>;
  createPerson(fields: Input<'people.create'>): Promise<Result<Output<'people.create'>>>;
  savePerson(edit: Input<'people.save'>): Promise<Result<Output<'people.save'>>>;
  restPerson(personId: string, active: boolean): Promise<Result<Record<string, never>>>;
  erasePerson(personId: string, confirmName: string): Promise<Result<ErasureReceipt>>;
  issuePinCode(personId: string): Promise<Result<PinCode>>;
  readContacts(personId: string): Promise<Result<Output<'notifications.contacts'>>>;
  saveContact(edit: Input<'notifications.saveContact'>): Promise<Result<Record<string, never>>>;
  removeContact(which: Input<'notifications.removeContact'>): Promise<Result<Record<string, never>>>;
  /** People nobody has seen for as long as the site keeps data. */
  readDue(): Promise<Result<Output<'people.due'>>>;
  eraseDue(personIds: string[]): Promise<Result<Output<'people.eraseDue'>>>;
}

export function createPersonActions({ get, ask }: Tools): PersonActions {
  /** The list and the open panel follow. */
  async function then<T>(answer: Result<T>): Promise<Result<T>> {
    if (answer.ok) await get().loadPeople();
    return answer;
  }

  return {
    readPerson: (personId) => ask('people.get', { personId }),
    createPerson: async (fields) => then(await ask('people.create', fields)),
    savePerson: async (edit) => then(await ask('people.save', edit)),
    restPerson: async (personId, active) => {
      const answer = await ask(active ? 'people.reactivate' : 'people.deactivate', { personId });
      if (answer.ok) get().selectPerson(null);
      return then(answer);
    },
    erasePerson: (personId, confirmName) => ask('people.erase', { personId, confirmName }),
    issuePinCode: (personId) => ask('pins.issueReset', { personId }),
    readContacts: (personId) => ask('notifications.contacts', { personId }),
    saveContact: (edit) => ask('notifications.saveContact', edit),
    removeContact: (which) => ask('notifications.removeContact', which),
    readDue: () => ask('people.due', {}),
    eraseDue: async (personIds) => then(await ask('people.eraseDue', { personIds })),
  };
}
