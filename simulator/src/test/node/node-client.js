// The official Node.js client against a simulated cluster, shared memory off.
// Usage: node node-client.js <host> <port> <node-names,comma-separated>
// Prints "ready-for-leave" and waits for a line on standard input that names the node which left;
// ends with "done" and exit code 0, or with an error and exit code 1.
'use strict'

const assert = require('assert')
const readline = require('readline')
const Aerospike = require('aerospike')

const [host, port, names] = process.argv.slice(2)
const op = Aerospike.operations
const status = Aerospike.status
const patient = { totalTimeout: 60000 }

async function code (promise) {
  try {
    await promise
    return status.OK
  } catch (error) {
    return error.code
  }
}

async function until (what, condition) {
  const deadline = Date.now() + 60000
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error('not within 60 s: ' + what)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function singleRecords (client) {
  const key = new Aerospike.Key('test', 'node', 'single')
  assert.strictEqual(await client.exists(key), false)
  await client.put(key, { i: 42, d: 1.5, s: 'text', b: Buffer.from([1, 2]), l: [1, 'two'], m: { a: 1 } })
  const record = await client.get(key)
  assert.deepStrictEqual(
    { ...record.bins },
    { i: 42, d: 1.5, s: 'text', b: Buffer.from([1, 2]), l: [1, 'two'], m: { a: 1 } })
  assert.strictEqual(record.gen, 1)
  assert.deepStrictEqual({ ...(await client.select(key, ['i'])).bins }, { i: 42 })
  assert.strictEqual(await client.exists(key), true)
  await client.remove(key)
  assert.strictEqual(await code(client.get(key)), status.ERR_RECORD_NOT_FOUND)
}

async function operations (client) {
  const key = new Aerospike.Key('test', 'node', 'operate')
  await client.put(key, { n: 1, s: 'b' })
  await client.append(key, { s: 'c' })
  await client.prepend(key, { s: 'a' })
  await client.incr(key, { n: 9 })
  const result = await client.operate(key, [op.incr('n', 5), op.read('n'), op.read('s')])
  assert.strictEqual(result.bins.n, 15)
  assert.strictEqual(result.bins.s, 'abc')
  await client.operate(key, [op.touch(1000)])
  assert.strictEqual((await client.get(key)).gen, 6)
}

async function generations (client) {
  const key = new Aerospike.Key('test', 'node', 'generation')
  await client.put(key, { n: 1 })
  const policy = new Aerospike.WritePolicy({ ...patient, gen: Aerospike.policy.gen.EQ })
  await client.put(key, { n: 2 }, { gen: 1 }, policy)
  assert.strictEqual(
    await code(client.put(key, { n: 3 }, { gen: 1 }, policy)),
    status.ERR_RECORD_GENERATION)
  const create = new Aerospike.WritePolicy({ ...patient, exists: Aerospike.policy.exists.CREATE })
  assert.strictEqual(await code(client.put(key, { n: 3 }, {}, create)), status.ERR_RECORD_EXISTS)
}

async function batches (client) {
  const keys = []
  for (let i = 0; i < 100; i++) {
    keys.push(new Aerospike.Key('test', 'node', 'batch' + i))
    if (i % 2 === 0) {
      await client.put(keys[i], { i })
    }
  }
  const found = await client.batchRead(keys.map((key) => ({ key, readAllBins: true })))
  found.forEach((result, i) => {
    assert.strictEqual(result.status, i % 2 === 0 ? status.OK : status.ERR_RECORD_NOT_FOUND)
    if (i % 2 === 0) {
      assert.strictEqual(result.record.bins.i, i)
    }
  })
  const written = await client.batchWrite(keys.map((key) => (
    { type: Aerospike.batchType.BATCH_WRITE, key, ops: [op.write('w', 7), op.read('w')] })))
  written.forEach((result) => assert.strictEqual(result.status, status.OK))
  const removed = await client.batchRemove(keys)
  removed.forEach((result) => assert.strictEqual(result.status, status.OK))
  assert.strictEqual(await client.exists(keys[0]), false)
}

async function nodeLeaves (client) {
  const nodeNames = () => client.getNodes().map((node) => node.name).sort().join(',')
  await until('all nodes are known', () => nodeNames() === names)
  const keys = []
  for (let i = 0; i < 100; i++) {
    keys.push(new Aerospike.Key('test', 'node', 'leave' + i))
    await client.put(keys[i], { i })
  }
  const input = readline.createInterface({ input: process.stdin })
  console.log('ready-for-leave')
  const left = await new Promise((resolve) => input.once('line', resolve))
  await until('the node has gone', () => !nodeNames().split(',').includes(left))
  for (let i = 0; i < 100; i++) {
    assert.strictEqual((await client.get(keys[i])).bins.i, i)
  }
  input.close()
}

async function main () {
  const client = await Aerospike.connect({
    hosts: `${host}:${port}`,
    tenderInterval: 250,
    // A machine under load is no failure of the client's.
    connTimeoutMs: 60000,
    policies: {
      batch: new Aerospike.BatchPolicy(patient),
      batchParentWrite: new Aerospike.BatchPolicy(patient),
      operate: new Aerospike.OperatePolicy(patient),
      read: new Aerospike.ReadPolicy(patient),
      remove: new Aerospike.RemovePolicy(patient),
      write: new Aerospike.WritePolicy(patient)
    }
  })
  try {
    await singleRecords(client)
    await operations(client)
    await generations(client)
    await batches(client)
    await nodeLeaves(client)
  } finally {
    client.close()
    Aerospike.releaseEventLoop()
  }
  console.log('done')
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
