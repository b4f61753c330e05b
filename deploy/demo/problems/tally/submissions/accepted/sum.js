const [, line] = require('fs').readFileSync(0, 'utf8').split('\n')
const points = line.trim().split(' ').map(BigInt)
console.log(`${points.reduce((a, b) => a + b, 0n)} ${points.reduce((a, b) => (a > b ? a : b))}`)
