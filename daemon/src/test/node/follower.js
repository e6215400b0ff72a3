// A process that follows a segment with the official Node.js client, or owns it if nobody does.
// Usage: node follower.js <host:port> <key>
// Says "connected", then obeys lines on standard input and answers each with one line. The lines
// begin with "> ", since the client logs too:
//   read FILE   reads the records whose user keys are in the file, a JSON list of strings, in one
//               batch, found or not; answers "read COUNT" or "failed: ..."
//   write NAME  writes and reads back the record NAME, answers "wrote NAME" or "failed: ..."
//   close       closes the client, answers "closed" and ends
'use strict'

const Aerospike = require('aerospike')
const fs = require('node:fs')
const readline = require('node:readline')

const [hosts, key] = process.argv.slice(2)

const limit = { totalTimeout: 60000 }

function say (line) {
  console.log('> ' + line)
}

async function main () {
  const client = await Aerospike.connect({
    hosts,
    sharedMemory: { key: Number(key) },
    policies: {
      batch: new Aerospike.BatchPolicy(limit),
      read: new Aerospike.ReadPolicy(limit),
      write: new Aerospike.WritePolicy(limit)
    }
  })
  say('connected')
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [command, argument] = line.split(' ')
    try {
      switch (command) {
        case 'read':
          say('read ' + await readAll(client, JSON.parse(fs.readFileSync(argument))))
          break
        case 'write':
          await writeOne(client, argument)
          say('wrote ' + argument)
          break
        case 'close':
          client.close()
          Aerospike.releaseEventLoop()
          // The event loop has the rest of the closing to do, and ends when nothing can come in.
          process.once('exit', () => say('closed'))
          process.stdin.destroy()
          return
        default:
          throw new Error('no command: ' + line)
      }
    } catch (error) {
      say(`failed: ${error.message} (${error.code})`)
    }
  }
}

async function readAll (client, names) {
  const records = names.map((name) => ({
    key: new Aerospike.Key('test', 'follower', name),
    readAllBins: true
  }))
  const answers = await client.batchRead(records)
  for (const answer of answers) {
    if (answer.status !== Aerospike.status.OK &&
        answer.status !== Aerospike.status.ERR_RECORD_NOT_FOUND) {
      throw new Error(`record ${answer.record.key.key} has status ${answer.status}`)
    }
  }
  return answers.length
}

async function writeOne (client, name) {
  const record = new Aerospike.Key('test', 'follower', name)
  await client.put(record, { name })
  const found = (await client.get(record)).bins.name
  if (found !== name) {
    throw new Error(`wrote ${name} and read ${found}`)
  }
}

main().catch((error) => {
  say(`ended: ${error.message} (${error.code})`)
  process.exit(1)
})
