const [, ...cases] = require('fs').readFileSync(0, 'utf8').trim().split('\n')
for (const line of cases) {
  const [height, degrees] = line.split(' ').map(Number)
  const angle = (degrees * Math.PI) / 180
  console.log(height / Math.tan(angle), height / Math.sin(angle))
}
