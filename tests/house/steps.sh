#!/bin/sh
# steps.sh - the steps that are here, by name: a handout has one of them, and a
# student's copy beside them (02-echo.bak, 08-notes) is none.

for step in 01-basic-tcp 02-echo 03-udp 04-timeouts 05-threaded-server \
    06-broadcast-chat 07-encrypted-chat; do
    [ ! -d "$step" ] || echo "$step"
done
