const [, ferries, travellers] = require('fs').readFileSync(0, 'utf8').split('\n').map((line) => line.trim().split(' ').map(Number))
ferries.sort((a, b) => a - b)
const out = travellers.map((arrival) => {
  let low = 0
  let high = ferries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ferries[middle] < arrival) low = middle + 1
    else high = middle
  }
  return low < ferries.length ? ferries[low] - arrival : 'stay'
})
console.log(out.join('\n'))
