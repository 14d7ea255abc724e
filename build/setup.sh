# Sourced by ../sharpsat and ../test.sh after they set ROOT: finds or installs what is missing, and builds.
# Works with bash 3.2 (macOS) and later. Everything it says goes to stderr.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# Threads that spin while they wait cost a lot when the cores are shared.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"

STATE="$ROOT/obj"
APP="$ROOT/SharpSat.Cli/bin/Release/net10.0/sharpsat"

note() { printf 'sharpsat: %s\n' "$*" >&2; }

# as_root COMMAND...: runs it with the rights to install, or fails.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

package_manager() {
    local manager
    for manager in apt-get dnf zypper pacman apk brew; do
        if command -v "$manager" >/dev/null 2>&1; then
            echo "$manager"
            return
        fi
    done
}

# install_command MANAGER PACKAGE: the command line a person would type (without sudo).
install_command() {
    case "$1" in
        apt-get) echo "apt-get install -y $2" ;;
        dnf) echo "dnf install -y $2" ;;
        zypper) echo "zypper --non-interactive install $2" ;;
        pacman) echo "pacman -S --noconfirm $2" ;;
        apk) echo "apk add $2" ;;
        brew) echo "brew install $2" ;;
    esac
}

# package_name MANAGER THING: what the manager calls it; nothing if it does not have it.
package_name() {
    case "$1:$2" in
        apt-get:dotnet | dnf:dotnet) echo dotnet-sdk-10.0 ;;
        pacman:dotnet) echo dotnet-sdk ;;
        apk:dotnet) echo dotnet10-sdk ;;
        brew:dotnet) echo "--cask dotnet-sdk" ;;
        dnf:ffmpeg) echo ffmpeg-free ;;
        *:ffmpeg) echo ffmpeg ;;
        apt-get:openmpi) echo openmpi-bin ;;
        brew:openmpi) echo open-mpi ;;
        *:openmpi) echo openmpi ;;
    esac
}

# try_install THING: installs it through the package manager if that needs no password.
try_install() {
    local manager package log="$STATE/install.log"
    manager=$(package_manager)
    package=$(package_name "$manager" "$1")
    if [ -z "$manager" ] || [ -z "$package" ]; then
        return 1
    fi

    if [ "$manager" != brew ] && ! as_root true >/dev/null 2>&1; then
        return 1
    fi

    note "installing $1 ($manager) ..."
    # The lock's descriptor (9) stays with this script: a daemon started by an installer must not keep it.
    if [ "$manager" = brew ]; then
        # shellcheck disable=SC2086
        brew install $package
    else
        if [ "$manager" = apt-get ]; then
            as_root apt-get -o DPkg::Lock::Timeout=300 update || true
        fi

        # shellcheck disable=SC2046
        as_root env DEBIAN_FRONTEND=noninteractive $(install_command "$manager" "$package")
    fi >"$log" 2>&1 </dev/null 9>&-
}

# advise THING: prints the exact command that installs it.
advise() {
    local manager package prefix=sudo
    manager=$(package_manager)
    package=$(package_name "$manager" "$1")
    if [ "$manager" = brew ] || [ "$(id -u)" -eq 0 ]; then
        prefix=
    fi

    if [ "$1" = dotnet ] && { [ -z "$package" ] || [ "$manager" = apt-get ]; }; then
        note "the .NET 10 SDK is missing. Install it with:"
        note "    curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
    elif [ -n "$manager" ]; then
        note "$1 is missing. Install it with:"
        note "    ${prefix:+$prefix }$(install_command "$manager" "$package")"
    else
        note "$1 is missing, and no known package manager was found. Get it from https://ffmpeg.org/download.html"
    fi

    if [ -s "$STATE/install.log" ]; then
        note "(installing it automatically failed: $STATE/install.log)"
    fi
}

have_dotnet() { (cd "$ROOT" && dotnet --version) >/dev/null 2>&1; }

# ensure_dotnet: puts a fitting SDK on the PATH and sets DOTNET_ROOT, which the built program needs.
ensure_dotnet() {
    local folder
    for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
        if have_dotnet; then
            break
        fi

        if [ -n "$folder" ] && [ -x "$folder/dotnet" ]; then
            PATH="$folder:$PATH"
        fi
    done

    if ! have_dotnet; then
        rm -f "$STATE/install.log"
        if ! try_install dotnet || ! have_dotnet; then
            advise dotnet
            return 1
        fi
    fi

    export PATH
    DOTNET_ROOT=$(dotnet --list-runtimes | sed -n 's|^Microsoft\.NETCore\.App 10\..*\[\(.*\)/shared/Microsoft\.NETCore\.App\]$|\1|p' | tail -n 1)
    export DOTNET_ROOT
}

# ensure_ffmpeg: without it most commands still work, so a failure is only reported.
ensure_ffmpeg() {
    if command -v ffmpeg >/dev/null 2>&1 && command -v ffprobe >/dev/null 2>&1; then
        return
    fi

    # After a failure it is not tried (nor mentioned) again for a day; commands that need ffmpeg say so themselves.
    if [ -n "$(find "$STATE/ffmpeg.failed" -mtime -1 2>/dev/null)" ]; then
        return
    fi

    rm -f "$STATE/install.log" "$STATE/ffmpeg.failed"
    if ! try_install ffmpeg || ! command -v ffmpeg >/dev/null 2>&1 || ! command -v ffprobe >/dev/null 2>&1; then
        advise ffmpeg
        : >"$STATE/ffmpeg.failed"
    fi
}

# ensure_openmpi: only the tests of several processes need it, and they say so when it is missing.
ensure_openmpi() {
    if command -v mpirun >/dev/null 2>&1 || [ -n "$(find "$STATE/openmpi.failed" -mtime -1 2>/dev/null)" ]; then
        return
    fi

    rm -f "$STATE/install.log" "$STATE/openmpi.failed"
    if ! try_install openmpi || ! command -v mpirun >/dev/null 2>&1; then
        note "OpenMPI is missing, so the tests of several processes are skipped."
        : >"$STATE/openmpi.failed"
    fi
}

# One process at a time may install or build: several ranks start at once.
lock() {
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$STATE/setup.lock"
        flock 9
        return
    fi

    until mkdir "$STATE/setup.lock.d" 2>/dev/null; do
        # A process that died while it held the lock left its id.
        local owner
        owner=$(cat "$STATE/setup.lock.d/pid" 2>/dev/null || true)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$STATE/setup.lock.d"
        fi

        sleep 1
    done
    echo $$ >"$STATE/setup.lock.d/pid"
    trap 'rm -rf "$STATE/setup.lock.d"' EXIT
}

unlock() {
    if command -v flock >/dev/null 2>&1; then
        exec 9>&-
    else
        rm -rf "$STATE/setup.lock.d"
        trap - EXIT
    fi
}

# The content of everything the program is built from, as one number. Empty if it cannot be told.
sources_stamp() {
    (
        cd "$ROOT" || exit
        echo "backend ${TorchBackend:-cpu}"
        find SharpSat.Core SharpSat.Mixins SharpSat.Video SharpSat.Cli build Directory.*.props Directory.*.targets global.json \
            \( -name bin -o -name obj \) -prune -o -type f -print | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cksum
    ) | cksum
}

is_built() { [ -x "$APP" ] && [ -s "$STATE/built.stamp" ] && [ "$(head -n 1 "$STATE/built.stamp")" = "$1" ]; }

# build TARGET STAMP: builds in Release; the output is shown only if it fails.
build() {
    note "building ..."
    rm -f "$STATE/built.stamp"
    if ! dotnet build "$ROOT/$1" -c Release --nologo -v quiet --disable-build-servers >"$STATE/build.log" 2>&1 </dev/null 9>&-; then
        cat "$STATE/build.log" >&2
        note "the build failed."
        return 1
    fi

    printf '%s\n%s\n' "$2" "$DOTNET_ROOT" >"$STATE/built.stamp"
}
