import CivilTime

extension Timestamp {
    /// What clocks show in a zone: an offset (`+11:00`, `02:00`) or a name of the IANA database; nil when there is no such zone.
    func civil(in zone: String?) -> CivilDateTime? {
        guard let zone else { return CivilDateTime(seconds: seconds) }
        return Zone(zone).map { CivilDateTime(seconds: seconds + $0.offset(at: seconds)) }
    }
}
