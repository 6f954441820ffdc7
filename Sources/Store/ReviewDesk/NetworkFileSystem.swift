import Foundation

/// File systems over a network, on which SQLite's locks and shared memory don't hold.
enum NetworkFileSystem {
    private static let kinds: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "gfs2", "ocfs2", "lustre", "glusterfs", "fuse.sshfs",
        "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.davfs",
    ]

    #if os(Linux)
        /// What kind of network file system a path lies on; nil for a local one, and where that can't be told.
        ///
        /// Read from `/proc/self/mountinfo` (see proc(5)): the third field is the device, the type follows a lone hyphen.
        static func kind(of path: String) -> String? {
            var status = stat()
            guard stat(path, &status) == 0, let mounts = FileManager.default.contents(atPath: "/proc/self/mountinfo")
            else {
                return nil
            }
            let device = status.st_dev
            let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
            let minor = device & 0xFF | (device >> 12) & ~0xFF
            for line in String(decoding: mounts, as: UTF8.self).split(separator: "\n") {
                let fields = line.split(separator: " ")
                guard fields.count > 3, fields[2] == "\(major):\(minor)", let hyphen = fields.firstIndex(of: "-"),
                    hyphen + 1 < fields.count
                else { continue }
                let kind = String(fields[hyphen + 1])
                return kinds.contains(kind) ? kind : nil
            }
            return nil
        }
    #else
        /// What kind of network file system a path lies on; nil for a local one, and where that can't be told.
        static func kind(of path: String) -> String? {
            var status = statfs()
            guard statfs(path, &status) == 0, status.f_flags & UInt32(MNT_LOCAL) == 0 else { return nil }
            return "network"
        }
    #endif
}
