"""What the kernel tells of a process."""
import os


def stat(pid):
    """The fields of /proc/PID/stat from the third on, its state. The second is the name, which may hold anything."""
    with open(f"/proc/{pid}/stat", errors="replace") as file:
        return file.read().rpartition(")")[2].split()


def cpu_seconds(pid):
    """Of the process itself."""
    fields = stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_seconds(pid):
    """Of the children that the process has waited for."""
    fields = stat(pid)
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
