// node serve.js PEER FOLDER: the peer's own server on a free loopback port, its data in FOLDER. Prints where it listens.
const [peer, folder] = process.argv.slice(2)
const { serve } = await import(`./${peer}.js`)
const port = await serve(folder)
console.log(`http://127.0.0.1:${port}`)
