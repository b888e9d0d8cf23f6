"""A chat with asyncio's own means: readline(), and drain() for each."""
import asyncio

writers = set()


async def serve(reader, writer):
    writers.add(writer)
    try:
        while line := await reader.readline():
            for other in list(writers):
                if other is not writer:
                    other.write(line)
                    await other.drain()
    except OSError:
        pass
    finally:
        writers.discard(writer)
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print("listening on %s:%d" % server.sockets[0].getsockname(), flush=True)
    await server.serve_forever()


asyncio.run(main())
