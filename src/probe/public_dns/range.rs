//! The addresses of Cloudflare, to which every name leads that goes through it: <https://www.cloudflare.com/ips/>.

use std::net::IpAddr;

use crate::host::is_public;

/// Beginnings of addresses, with how many bits of them count.
const RANGES: &str = "103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 104.16.0.0/13 104.24.0.0/14 108.162.192.0/18 \
    131.0.72.0/22 141.101.64.0/18 162.158.0.0/15 172.64.0.0/13 173.245.48.0/20 188.114.96.0/20 \
    190.93.240.0/20 197.234.240.0/22 198.41.128.0/17 2400:cb00::/32 2405:8100::/32 2405:b500::/32 \
    2606:4700::/32 2803:f800::/32 2a06:98c0::/29 2c0f:f248::/32";

pub(super) fn is_cloudflare(address: &str) -> bool {
    let Ok(address) = address.parse() else { return false };
    RANGES.split_whitespace().filter_map(|range| range.split_once('/')).any(|(start, bits)| {
        let (Ok(start), Ok(bits)) = (start.parse(), bits.parse::<u32>()) else { return false };
        match (start, address) {
            (IpAddr::V4(start), IpAddr::V4(address)) => (start.to_bits() ^ address.to_bits()) >> (32 - bits) == 0,
            (IpAddr::V6(start), IpAddr::V6(address)) => (start.to_bits() ^ address.to_bits()) >> (128 - bits) == 0,
            _ => false,
        }
    })
}

/// Whether it is an address that means nothing in the open internet.
pub(super) fn is_inside(address: &str) -> bool {
    address.parse().is_ok_and(|address| !is_public(address))
}

#[cfg(test)]
mod tests {
    use super::is_cloudflare;

    #[test]
    fn addresses_of_cloudflare_are_told_from_those_beside_them() {
        for inside in ["104.16.0.0", "104.23.255.255", "104.27.255.255", "172.67.1.1", "2606:4700::1", "2a06:98c7::1"] {
            assert!(is_cloudflare(inside), "{inside}");
        }
        for outside in ["104.15.255.255", "104.28.0.0", "172.72.0.0", "192.0.2.1", "2606:4701::", "2a06:98c8::", "x."] {
            assert!(!is_cloudflare(outside), "{outside}");
        }
    }
}
