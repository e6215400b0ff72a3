// An HTTP server of several processes: GET reads and POST writes the record of a path.
//
// The workers find the cluster in the shared memory of the host's tender. All that says so here is
// sharedMemory.key; without a tender the same program works too, and then one of the workers tends.
//
// Environment: AEROSPIKE_HOSTS   servers to connect to, 127.0.0.1:3000 unless set
//              AEROSPIKE_SHM_KEY the key of the tender's C-client segment, 0xA9000000 unless set
//              AEROSPIKE_TIMEOUT milliseconds that a command may take, 1000 unless set
//              PORT              8080 unless set; 0 for a free one
//              WORKERS           how many processes, 4 unless set
'use strict'

const Aerospike = require('aerospike')
const cluster = require('node:cluster')
const http = require('node:http')

// The server's limit for a record is a megabyte unless configured.
const MAX_BODY = 1000000

if (cluster.isPrimary) {
  startWorkers(Number(process.env.WORKERS || 4))
} else {
  serve()
}

// ---- The primary process: it never talks to Aerospike ----

function startWorkers (count) {
  let stopping = false
  for (let i = 0; i < count; i++) {
    cluster.fork()
  }
  cluster.on('listening', (worker, address) => {
    worker.listened = true
    console.log(`worker ${worker.process.pid} serves http://127.0.0.1:${address.port}/`)
  })
  cluster.on('exit', (worker, code, signal) => {
    if (stopping) {
      return
    }
    console.log(`worker ${worker.process.pid} ended by ${signal || 'exit code ' + code}`)
    // What kept a worker from starting may last: do not spin.
    setTimeout(() => stopping || cluster.fork(), worker.listened ? 0 : 1000)
  })
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      stopping = true
      Object.values(cluster.workers).forEach((worker) => worker.process.kill('SIGTERM'))
    })
  }
}

// ---- A worker ----

async function serve () {
  // Ctrl-C reaches the whole group of processes; the primary passes it on.
  process.on('SIGINT', () => {})
  const limit = { totalTimeout: Number(process.env.AEROSPIKE_TIMEOUT || 1000) }
  let client
  try {
    client = await Aerospike.connect({
      hosts: process.env.AEROSPIKE_HOSTS || '127.0.0.1:3000',
      sharedMemory: { key: Number(process.env.AEROSPIKE_SHM_KEY || 0xA9000000) },
      policies: {
        read: new Aerospike.ReadPolicy(limit),
        write: new Aerospike.WritePolicy(limit)
      }
    })
  } catch (error) {
    console.error(`worker ${process.pid} cannot connect: ${error.message}`)
    process.exit(1)
  }
  const server = http.createServer((request, response) => answer(client, request, response))
  server.on('error', (error) => {
    console.error(`worker ${process.pid} cannot serve: ${error.message}`)
    process.exit(1)
  })
  server.listen(Number(process.env.PORT || 8080), '127.0.0.1')
  process.once('SIGTERM', () => {
    // Takes no more requests, and finishes those that it has taken.
    server.close(() => {
      // The event loop does the closing: process.exit() would cut it short.
      client.close()
      Aerospike.releaseEventLoop()
      cluster.worker.disconnect()
    })
    server.closeIdleConnections?.()
  })
}

async function answer (client, request, response) {
  const path = new URL(request.url, 'http://localhost').pathname
  const key = new Aerospike.Key('test', 'pages', path)
  response.setHeader('X-Worker', process.pid)
  try {
    switch (request.method) {
      case 'GET': {
        const record = await client.get(key)
        response.writeHead(200).end(record.bins.body)
        break
      }
      case 'POST': {
        const body = await bodyOf(request)
        if (body === null) {
          text(response, 413, `more than ${MAX_BODY} bytes`)
          break
        }
        await client.put(key, { body })
        response.writeHead(204).end()
        break
      }
      default:
        response.setHeader('Allow', 'GET, POST')
        text(response, 405, 'only GET and POST')
    }
  } catch (error) {
    if (error.code === Aerospike.status.ERR_RECORD_NOT_FOUND) {
      text(response, 404, 'no record ' + path)
    } else {
      text(response, 500, `${error.message} (${error.code})`)
    }
  }
}

async function bodyOf (request) {
  const parts = []
  let length = 0
  for await (const part of request) {
    length += part.length
    if (length > MAX_BODY) {
      return null
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function text (response, status, line) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(line + '\n')
}
