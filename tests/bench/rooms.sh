#!/bin/sh
# rooms.sh 1|2 - so many rooms of step 06, each with its bridge to one broker:
# what `make bench CASE=bridge` measures. The first line tells the second room's
# port, the next one the first's.

PATH=$PATH:/usr/sbin
scratch=$(mktemp -d)
pids=
trap 'kill $pids; wait; rm -r "$scratch"; exit 0' INT TERM

# run NAME COMMAND...: its output, both streams, in a file of that name.
run() {
    name=$1
    shift
    "$@" >"$scratch/$name" 2>&1 &
    pids="$pids $!"
}

# port_of NAME: waits for the line that tells it.
port_of() {
    until sed -n 's/.*[Ll]istening .* *127\.0\.0\.1:\([0-9][0-9]*\)$/\1/p' \
        "$scratch/$1" | grep .; do
        sleep 0.01
    done
}

run broker nats-server -a 127.0.0.1 -p -1
broker=$(port_of broker)
for room in $(seq "$1"); do
    run "room$room" 06-broadcast-chat/server 0
    port=$(port_of "room$room")
    run "bridge$room" docs/bridge/bridge 127.0.0.1 "$port" 127.0.0.1 "$broker"
    until grep -q 'connected to' "$scratch/bridge$room"; do
        sleep 0.01
    done
    [ "$room" = 1 ] && first=$port
    [ "$room" = 2 ] && echo "the other room: 127.0.0.1:$port"
done
echo "listening on 127.0.0.1:$first"
wait
