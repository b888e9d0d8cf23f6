"""A server with a thread for each job: what the exercises of step 05 share.

SIGTERM and SIGINT stop it in good order: each client gets the echo of what it
has sent, and then its end of stream.
"""
import selectors
import signal
import socket
import threading
import time

PATIENCE = 0.5  # seconds for the clients' threads at a stop


class Client:
    def __init__(self, connection, address):
        self.connection = connection
        self.address = "%s:%d" % address
        self.sent = 0


class Server:
    def __init__(self, host, port):
        self.lock = threading.Lock()
        self.clients = []  # the lock guards them, what they have sent,
        self.stopping = False  # and this
        self.threads = []  # main's alone
        self.wakes, self.waker = socket.socketpair()
        self.listener = socket.create_server((host, port), backlog=64)

    def start(self, job, *arguments):
        self.threads = [t for t in self.threads if t.is_alive()]
        thread = threading.Thread(target=job, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def admit(self, client):
        with self.lock:
            self.clients.append(client)
            if self.stopping:
                shut(client, socket.SHUT_RD)

    def dismiss(self, client):
        with self.lock:  # first its place is free, then it may know
            self.clients.remove(client)
            client.connection.close()

    def echo(self, client):
        """Returns when the client has left, or has to go."""
        try:
            while data := client.connection.recv(4096):
                with self.lock:
                    client.sent += len(data)
                client.connection.sendall(data)
        except OSError as error:
            print(client.address, error, flush=True)
        self.dismiss(client)

    def serve(self, accepted, signals={}):
        """Calls accepted(client), or signals[number](), until a stop."""
        for number in (signal.SIGTERM, signal.SIGINT, *signals):
            signal.signal(number, lambda *_: None)
        self.waker.setblocking(False)
        signal.set_wakeup_fd(self.waker.fileno())  # it gets the number
        with selectors.DefaultSelector() as selector:
            selector.register(self.listener, selectors.EVENT_READ)
            selector.register(self.wakes, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self.listener:
                        self.accept(accepted)
                        continue
                    for number in self.wakes.recv(4096):
                        if number not in signals:
                            return
                        signals[number]()

    def accept(self, accepted):
        self.listener.setblocking(False)  # who knocked may have left again
        try:
            connection, address = self.listener.accept()
        except OSError as error:
            print(error, flush=True)
            time.sleep(0.01)  # if descriptors are lacking, that may pass
            return
        connection.setblocking(True)
        accepted(Client(connection, address))

    def stop(self):
        """No more is received; a little later, no more is sent."""
        self.listener.close()
        end = time.monotonic() + PATIENCE
        for how in (socket.SHUT_RD, socket.SHUT_RDWR):
            with self.lock:
                self.stopping = True
                for client in self.clients:
                    shut(client, how)
            for thread in self.threads:
                thread.join(max(0, end - time.monotonic()))


def shut(client, how):
    try:
        client.connection.shutdown(how)  # wakes its thread; close() does not
    except OSError:
        pass  # it has gone by itself
