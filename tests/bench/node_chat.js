// A chat with Node's own means: whole lines, and a queue without bound.
const net = require('net');
const members = new Set();

const server = net.createServer((socket) => {
  let rest = Buffer.alloc(0);
  socket.setNoDelay(true);
  members.add(socket);
  socket.on('data', (data) => {
    const bytes = rest.length ? Buffer.concat([rest, data]) : data;
    const end = bytes.lastIndexOf(10) + 1;
    rest = bytes.subarray(end);
    if (end === 0) return;
    for (const other of members) {
      if (other !== socket) other.write(bytes.subarray(0, end));
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => members.delete(socket));
});

server.listen(0, '127.0.0.1', 1024, () => {
  console.log('listening on 127.0.0.1:' + server.address().port);
});
