import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pace } from './pace.ts'

test('many requests are one at once and one behind the pause', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let done = 0
  const pace = new Pace(() => done++, 1000)
  for (let n = 0; n < 10; n++) pace.ask()
  assert.equal(done, 1)
  t.mock.timers.tick(999)
  pace.ask()
  assert.equal(done, 1)
  t.mock.timers.tick(1)
  assert.equal(done, 2)
  t.mock.timers.tick(1000)
  assert.equal(done, 2, 'nothing was asked for since')
  pace.ask()
  assert.equal(done, 3)
})

test('what is stopped does nothing more', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let done = 0
  const pace = new Pace(() => done++, 1000)
  pace.ask()
  pace.ask()
  pace.stop()
  t.mock.timers.tick(5000)
  assert.equal(done, 1)
})
