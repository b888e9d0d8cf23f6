"""The way of seed 002's last server, written anew: a thread per client, an
echo of each piece of 1024 bytes."""
import socket
import threading


def serve(connection, peer):
    try:
        with connection:
            while data := connection.recv(1024):
                print(f"Mensagem de {peer}: {data.decode()}")
                connection.sendall(data)
    except (OSError, ValueError) as error:
        print(f"Erro na conexão com {peer}: {error}")


with socket.create_server(("127.0.0.1", 0)) as listener:
    print("listening on %s:%d" % listener.getsockname(), flush=True)
    while True:
        threading.Thread(target=serve, args=listener.accept()).start()
