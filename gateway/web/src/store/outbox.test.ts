import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Submission } from '../generated/api.ts'
import { Outbox, type Failure } from './outbox.ts'
import { MemoryStorage, type Letter } from './outboxStorage.ts'

const POSTED = { contest: 'c', title: 'A', body: { problem_id: 'sum', language: 'python3', source: 'print(3)' } }

const opened: Outbox[] = []
after(() => opened.forEach((tab) => tab.close()))

class World {
  storage = new MemoryStorage()
  user: string | null = 'u1'
  sent: string[] = []
  error: Failure | null = null
  hold: Promise<void> = Promise.resolve()
  keys = 0
  time = 0

  tab(): Outbox {
    const tab = new Outbox({
      storage: Promise.resolve(this.storage),
      send: async (letter: Letter) => {
        this.sent.push(letter.key)
        await this.hold
        if (this.error) throw Object.assign(new Error(), this.error)
        return { id: `s-${letter.key}` } as Submission
      },
      user: () => this.user,
      newKey: () => `k${++this.keys}`,
      now: () => this.time,
    })
    opened.push(tab)
    return tab
  }
}

test('it is kept while the platform is away, and sent with the same key', async () => {
  const world = new World()
  world.error = { code: 'offline', message: 'away', status: 0 }
  const tab = world.tab()
  await tab.post(POSTED)
  await tab.flush()
  assert.equal(tab.letters.value.length, 1)
  assert.equal(tab.obstacle.value?.code, 'offline')
  world.error = null
  const seen: string[] = []
  tab.onSent((submission) => seen.push(submission.id))
  await tab.flush()
  assert.equal(tab.letters.value.length, 0)
  assert.equal(new Set(world.sent).size, 1)
  assert.deepEqual(seen, [`s-${world.sent[0]}`])
})

test('a tab that was closed in between leaves it to the next one', async () => {
  const world = new World()
  world.error = { code: 'unavailable', message: 'away', status: 503 }
  const closed = world.tab()
  await closed.post(POSTED)
  await closed.flush()
  world.error = null
  const next = world.tab()
  await next.flush()
  assert.equal(next.letters.value.length, 0)
  assert.equal(new Set(world.sent).size, 1)
})

test('two tabs do not send at the same time', async () => {
  const world = new World()
  let go = () => {}
  world.hold = new Promise((resolve) => (go = resolve))
  const [first, second] = [world.tab(), world.tab()]
  await first.post(POSTED)
  await second.flush()
  assert.equal(world.sent.length, 1)
  go()
  await first.flush()
  await second.flush()
  assert.equal(world.sent.length, 1)
})

test('the right to send of a tab that died ends', async () => {
  const world = new World()
  await world.storage.lease('dead', 0, 10_000)
  const tab = world.tab()
  await tab.post(POSTED)
  await tab.flush()
  assert.equal(world.sent.length, 0)
  world.time = 10_000
  await tab.flush()
  assert.equal(world.sent.length, 1)
})

test('what is refused for good stays to be read, and does not hold up the next', async () => {
  const world = new World()
  world.error = { code: 'conflict', message: 'the contest is over', status: 409 }
  const tab = world.tab()
  await tab.post(POSTED)
  await tab.flush()
  assert.equal(tab.letters.value[0]?.refused?.message, 'the contest is over')
  world.error = null
  await tab.post({ ...POSTED, title: 'B' })
  await tab.flush()
  assert.deepEqual(tab.letters.value.map((letter) => letter.title), ['A'])
  await tab.discard(tab.letters.value[0]!.key)
  assert.equal(tab.letters.value.length, 0)
})

test('what waits already is not posted twice', async () => {
  const world = new World()
  world.error = { code: 'offline', message: 'away', status: 0 }
  const tab = world.tab()
  assert.equal(await tab.post(POSTED), true)
  assert.equal(await tab.post(POSTED), false)
  await tab.flush()
  assert.equal(tab.letters.value.length, 1)
})

test('somebody else at the same machine neither sees nor sends it', async () => {
  const world = new World()
  world.error = { code: 'unauthenticated', message: 'sign in', status: 401 }
  const tab = world.tab()
  await tab.post(POSTED)
  await tab.flush()
  world.error = null
  world.sent = []
  world.user = 'u2'
  await tab.flush()
  assert.equal(tab.letters.value.length, 0)
  assert.deepEqual(world.sent, [])
  world.user = 'u1'
  await tab.flush()
  assert.equal(world.sent.length, 1)
})
