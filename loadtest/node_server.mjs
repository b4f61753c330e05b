// The other yardstick: socket.io on Node as it comes, everybody in one room. Standard input: `go RATE SIZE SECONDS`.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { Server } from 'socket.io'

const http = createServer()
const io = new Server(http)
io.on('connection', (socket) => socket.join('all'))
http.listen(0, '127.0.0.1', 4096, () => console.log(JSON.stringify({ port: http.address().port })))

let number = 0
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [rate, size, seconds] = line.split(' ').slice(1).map(Number)
    let due = performance.now()
    const until = due + seconds * 1000
    const next = () => {
      if (due >= until) return
      number += 1
      const frame = { t: Number(process.hrtime.bigint()), s: number, pad: '' }
      frame.pad = 'x'.repeat(Math.max(0, size - JSON.stringify(frame).length))
      io.to('all').emit('frame', frame)
      due += 1000 / rate
      setTimeout(next, Math.max(0, due - performance.now()))
    }
    next()
  })
  .on('close', () => process.exit())
