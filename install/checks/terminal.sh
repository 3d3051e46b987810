# A real terminal, tmux's, for checks: keys in, the screen out. Sourced by them; needs $tmp, a temporary folder.

tmux() { command tmux -f /dev/null -S "$tmp/tmux" "$@"; }
TERM=screen
export TERM
unset NO_COLOR
passed=0
failed=0

# shows NAME TEXT: waits until the screen shows a line that begins with TEXT
shows() {
    tries=0
    while ! tmux capture-pane -p 2>/dev/null | grep -q -- "^$2"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 150 ]; then
            failed=$((failed + 1))
            printf 'FAILED %s: no line that begins with %s\n' "$1" "$2"
            tmux capture-pane -p 2>&1 | sed 's/^/    /'
            return
        fi
        sleep 0.1
    done
    passed=$((passed + 1))
}

# equals NAME EXPECTED GOT
equals() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: %s (expected %s)\n' "$1" "$3" "$2"
    fi
}

# types TEXT: and Enter; a semicolon at the end would be tmux's own
types() { tmux send-keys -l "$1" && tmux send-keys Enter; }

# begins COMMAND: in a terminal of 100 by 50; says how it was left
begins() {
    cat >"$tmp/start" <<START
trap : INT
$1
echo "left with \$?"
exec sleep 60
START
    # a server that was told to end may still be there, and takes no session
    tries=0
    until tmux new-session -d -x 100 -y 50 "sh $tmp/start" 2>/dev/null; do
        tries=$((tries + 1))
        if [ "$tries" -gt 50 ]; then break; fi
        sleep 0.1
    done
}

# ends with the figures, and fails where a check did
summary() {
    printf '%s passed, %s failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
}
