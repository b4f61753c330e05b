// Where submissions are kept until the platform has them: IndexedDB, which all tabs share and which outlasts them.
import type { NewSubmission } from '../generated/api.ts'

/** A submission that the platform has not confirmed. */
export interface Letter {
  /** Its idempotency key: however often it is sent, it counts once. */
  key: string
  /** Id of who sends it: somebody else at the same machine neither sees nor sends it. */
  user: string
  /** Wall clock, ms since 1970. */
  at: number
  /** Outside of contests: null. */
  contest: string | null
  /** What its problem is called in messages. */
  title: string
  body: NewSubmission
  /** Why it will not be sent by itself any more; null: it waits. */
  refused: { code: string; message: string } | null
}

export interface Storage {
  /** In the order in which they were put. */
  all: () => Promise<Letter[]>
  put: (letter: Letter) => Promise<void>
  remove: (key: string) => Promise<void>
  /** Takes or renews the right to send until `until`; false: another tab has it. */
  lease: (holder: string, now: number, until: number) => Promise<boolean>
  release: (holder: string) => Promise<void>
}

interface Lease {
  holder: string
  until: number
}

/** Of tests, and of browsers that allow no database: there a submission outlasts a lost network, but not its tab. */
export class MemoryStorage implements Storage {
  private readonly letters = new Map<string, Letter>()
  private held: Lease | null = null

  all = async () => [...this.letters.values()]
  put = async (letter: Letter) => void this.letters.set(letter.key, letter)
  remove = async (key: string) => void this.letters.delete(key)

  lease = async (holder: string, now: number, until: number) => {
    if (!free(this.held, holder, now)) return false
    this.held = { holder, until }
    return true
  }

  release = async (holder: string) => {
    if (this.held?.holder === holder) this.held = null
  }
}

const NAME = 'podium.outbox'
const LETTERS = 'letters'
const LEASES = 'leases'
const SENDER = 'sender'

class DatabaseStorage implements Storage {
  private readonly database: IDBDatabase

  constructor(database: IDBDatabase) {
    this.database = database
  }

  all = async () => {
    const found = (await this.run('readonly', LETTERS, (store) => store.getAll())) as Letter[]
    return found.sort((a, b) => a.at - b.at)
  }

  put = async (letter: Letter) => void (await this.run('readwrite', LETTERS, (store) => store.put(letter)))
  remove = async (key: string) => void (await this.run('readwrite', LETTERS, (store) => store.delete(key)))

  lease = async (holder: string, now: number, until: number) => {
    let taken = false
    // one transaction: two tabs that ask at the same time are told one after the other
    await this.run('readwrite', LEASES, (store) => {
      const asked = store.get(SENDER) as IDBRequest<Lease | undefined>
      asked.onsuccess = () => {
        taken = free(asked.result ?? null, holder, now)
        if (taken) store.put({ holder, until }, SENDER)
      }
      return asked
    })
    return taken
  }

  release = async (holder: string) => {
    await this.run('readwrite', LEASES, (store) => {
      const asked = store.get(SENDER) as IDBRequest<Lease | undefined>
      asked.onsuccess = () => asked.result?.holder === holder && store.delete(SENDER)
      return asked
    })
  }

  /** Resolves once it is on the disk. */
  private run(mode: IDBTransactionMode, name: string, what: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(name, mode, { durability: 'strict' })
      const request = what(transaction.objectStore(name))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('the browser keeps nothing'))
    })
  }
}

/** The browser's database, or memory where it has none for us. */
export async function openStorage(): Promise<Storage> {
  try {
    return new DatabaseStorage(await open())
  } catch {
    return new MemoryStorage()
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(LETTERS, { keyPath: 'key' })
      request.result.createObjectStore(LEASES)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = request.onblocked = () => reject(request.error ?? new Error('the database is blocked'))
  })
}

function free(lease: Lease | null, holder: string, now: number): boolean {
  return lease === null || lease.holder === holder || lease.until <= now
}
