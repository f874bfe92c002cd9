//! For which machine a program was made, from its first bytes.

use crate::host::Host;
use crate::machine::{Arch, Machine, Os};

/// A compiled program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binary {
    os: Os,
    /// More than one in Apple's universal programs.
    archs: Vec<Arch>,
}

/// Reads the header of a file; none for scripts and texts.
pub(super) fn of(host: &Host, path: &str) -> Option<Binary> {
    parse(&host.read(path, 1024).ok()?)
}

fn parse(bytes: &[u8]) -> Option<Binary> {
    match bytes.get(..4)? {
        b"\x7fELF" => {
            let machine = match bytes.get(5)? {
                2 => u16::from_be_bytes(pair(bytes, 18)?),
                _ => u16::from_le_bytes(pair(bytes, 18)?),
            };
            Some(Binary { os: Os::Linux, archs: vec![elf_arch(machine)] })
        }
        [0xcf | 0xce, 0xfa, 0xed, 0xfe] => {
            Some(Binary { os: Os::Macos, archs: vec![mach_arch(u32::from_le_bytes(four(bytes, 4)?))] })
        }
        [0xca, 0xfe, 0xba, 0xbe | 0xbf] => universal(bytes),
        [b'M', b'Z', ..] => {
            let at = usize::try_from(u32::from_le_bytes(four(bytes, 0x3c)?)).ok()?;
            let arch = match u16::from_le_bytes(pair(bytes, at.checked_add(4)?)?) {
                0x8664 => Arch::X86_64,
                0xaa64 => Arch::Aarch64,
                0x014c => Arch::X86,
                _ => Arch::Other,
            };
            Some(Binary { os: Os::Windows, archs: vec![arch] })
        }
        _ => None,
    }
}

/// A universal program lists its parts. Java classes begin with the same four bytes, and then claim dozens of parts.
fn universal(bytes: &[u8]) -> Option<Binary> {
    let count = usize::try_from(u32::from_be_bytes(four(bytes, 4)?)).ok()?;
    if count == 0 || count > 8 {
        return None;
    }
    let size = if bytes.get(3) == Some(&0xbf) { 32 } else { 20 };
    let arch = |part: usize| four(bytes, 8 + part * size).map(|four| mach_arch(u32::from_be_bytes(four)));
    Some(Binary { os: Os::Macos, archs: (0..count).filter_map(arch).collect() })
}

fn pair(bytes: &[u8], at: usize) -> Option<[u8; 2]> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok()
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}

/// `e_machine` of the ELF header.
fn elf_arch(machine: u16) -> Arch {
    match machine {
        0x3e => Arch::X86_64,
        0xb7 => Arch::Aarch64,
        0x03 => Arch::X86,
        _ => Arch::Other,
    }
}

/// `cputype` of the Mach-O header.
fn mach_arch(cpu: u32) -> Arch {
    match cpu {
        0x0100_0007 => Arch::X86_64,
        0x0100_000c => Arch::Aarch64,
        0x0000_0007 => Arch::X86,
        _ => Arch::Other,
    }
}

impl Binary {
    pub(super) fn is_windows(&self) -> bool {
        self.os == Os::Windows
    }

    /// The part that this processor would run: its own, else the first.
    pub(super) fn arch_on(&self, processor: Arch) -> Option<Arch> {
        if self.archs.contains(&processor) { Some(processor) } else { self.archs.first().copied() }
    }

    /// Whether the machine can start it at all, its usual translators included. In doubt: yes.
    pub(super) fn runs_on(&self, machine: &Machine) -> bool {
        if self.os != machine.os {
            return false;
        }
        let translated = |arch: &Arch| match (machine.os, machine.arch, arch) {
            (_, here, there) if here == *there => true,
            (_, Arch::Other, _) | (_, _, Arch::Other) => true,
            // An x86_64 doctor on Windows may itself be translated on an ARM processor.
            (Os::Windows | Os::Macos, _, _) => true,
            (Os::Linux, Arch::X86_64, Arch::X86) => true,
            _ => false,
        };
        self.archs.is_empty() || self.archs.iter().any(translated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_tell_system_and_processor() {
        let mut elf = b"\x7fELF\x02\x01".to_vec();
        elf.resize(18, 0);
        elf.extend([0xb7, 0]);
        assert_eq!(parse(&elf), Some(Binary { os: Os::Linux, archs: vec![Arch::Aarch64] }));
        let universal =
            [&[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2][..], &[1, 0, 0, 7], &[0; 16], &[1, 0, 0, 12], &[0; 16]].concat();
        let both = parse(&universal).unwrap();
        assert_eq!(both.archs, [Arch::X86_64, Arch::Aarch64]);
        assert_eq!(both.arch_on(Arch::Aarch64), Some(Arch::Aarch64));
    }

    #[test]
    fn scripts_java_classes_and_stumps_are_not_programs() {
        for bytes in
            [&b"#!/bin/sh\n"[..], b"", b"\x7fEL", b"\x7fELF", b"MZ\0\0", &[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x3d]]
        {
            assert_eq!(parse(bytes), None, "{bytes:?}");
        }
    }
}
