#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// File systems over a network, on which SQLite's locks and shared memory don't hold.
enum NetworkFileSystem {
    #if os(Linux)
        /// Magic numbers of Linux's `statfs`, as `linux/magic.h` has them.
        private static let kinds: [Int: String] = [
            0x6969: "NFS", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x517B: "SMB", 0x0102_1997: "9P", 0x5346_414F: "AFS",
            0x00C3_6400: "Ceph", 0x7461_636F: "OCFS2", 0x0116_1970: "GFS2",
        ]

        /// What kind of network file system a path lies on; nil for a local one.
        static func kind(of path: String) -> String? {
            var status = statfs()
            guard statfs(path, &status) == 0 else { return nil }
            return kinds[Int(truncatingIfNeeded: status.f_type) & 0xFFFF_FFFF]
        }
    #else
        /// What kind of network file system a path lies on; nil for a local one.
        static func kind(of path: String) -> String? {
            var status = statfs()
            guard statfs(path, &status) == 0, status.f_flags & UInt32(MNT_LOCAL) == 0 else { return nil }
            return "network"
        }
    #endif
}
