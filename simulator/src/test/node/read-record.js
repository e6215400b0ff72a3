// Prints the bins of one record, sorted by name, as the official Node.js client reads them.
// Usage: node read-record.js <host> <port> <namespace> <set> <key>
'use strict'

const Aerospike = require('aerospike')

const [host, port, namespace, set, name] = process.argv.slice(2)

function describe (value) {
  if (value === null || value === undefined) {
    return 'null'
  }
  if (Buffer.isBuffer(value)) {
    return 'bytes ' + value.toString('hex')
  }
  if (Array.isArray(value)) {
    return '[' + value.map(describe).join(', ') + ']'
  }
  if (value instanceof Aerospike.GeoJSON) {
    return 'geojson ' + value.toString()
  }
  if (value instanceof Aerospike.Double) {
    return 'double ' + value.value()
  }
  if (typeof value === 'object') {
    const entries = value instanceof Map ? [...value.entries()] : Object.entries(value)
    return '{' + entries.map(([k, v]) => k + ': ' + describe(v)).sort().join(', ') + '}'
  }
  return (typeof value === 'bigint' ? 'number' : typeof value) + ' ' + value
}

async function main () {
  const client = await Aerospike.connect({
    hosts: `${host}:${port}`,
    tenderInterval: 250,
    // A machine under load is no failure of the client's.
    connTimeoutMs: 60000,
    policies: { read: new Aerospike.ReadPolicy({ totalTimeout: 60000 }) }
  })
  try {
    const record = await client.get(new Aerospike.Key(namespace, set, name))
    for (const bin of Object.keys(record.bins).sort()) {
      console.log(bin + ' = ' + describe(record.bins[bin]))
    }
  } finally {
    client.close()
    Aerospike.releaseEventLoop()
  }
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
