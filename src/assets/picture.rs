//! Pictures without what they say beside their pixels: positions, names of people and devices, thumbnails, comments.
//!
//! PNG, JPEG and WebP are containers of parts; those that the pixels, their colours and their animation need are copied,
//! all others are left out, with whatever follows the end of the picture. Of EXIF the orientation is kept.
//!
//! Sources: the PNG specification (third edition, 11), ITU-T T.81 (annex B) with EXIF 2.32 (4.5), and the WebP container
//! specification (developers.google.com/speed/webp/docs/riff_container).

use flate2::Crc;

/// The picture without metadata; `None` where its format is not known or it is damaged.
pub(super) fn without_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    if let Some(chunks) = bytes.strip_prefix(PNG) {
        png(chunks)
    } else if let Some(segments) = bytes.strip_prefix(&[0xFF, SOI]) {
        jpeg(segments)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)
    } else {
        None
    }
}

// ---- PNG

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks of pixels, colours, sizes and animation.
const PNG_CHUNKS: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"hIST", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT",
];

fn png(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = PNG.to_vec();
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let chunk = rest.get(..length.checked_add(12)?)?;
        let name: &[u8; 4] = chunk.get(4..8)?.first_chunk()?;
        let data = chunk.get(8..8 + length)?;
        match name {
            b"IEND" => {
                out.extend_from_slice(chunk);
                return Some(out);
            }
            b"eXIf" => {
                if let Some(exif) = orientation(data).map(exif) {
                    out.extend_from_slice(&png_chunk(b"eXIf", &exif));
                }
            }
            name if PNG_CHUNKS.contains(&name) => out.extend_from_slice(chunk),
            _ => {}
        }
        rest = rest.get(chunk.len()..)?;
    }
}

fn png_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend_from_slice(name);
    chunk.extend_from_slice(data);
    let mut sum = Crc::new();
    sum.update(chunk.get(4..).unwrap_or_default());
    chunk.extend_from_slice(&sum.sum().to_be_bytes());
    chunk
}

// ---- JPEG

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

fn jpeg(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xFF, SOI];
    let mut turned = false;
    loop {
        // Decoders, too, skip what stands between segments.
        rest = rest.get(memchr::memchr(0xFF, rest)?..)?;
        let marker = *rest.get(1)?;
        match marker {
            // Any number of these may stand before a marker.
            0xFF => {
                rest = rest.get(1..)?;
                continue;
            }
            EOI => {
                out.extend_from_slice(&[0xFF, EOI]);
                return Some(out);
            }
            // Markers without a length.
            0x01 | 0xD0..=0xD7 => {
                out.extend_from_slice(&[0xFF, marker]);
                rest = rest.get(2..)?;
                continue;
            }
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*rest.get(2..)?.first_chunk()?));
        let segment = rest.get(..2 + length)?;
        let data = segment.get(4..)?;
        rest = rest.get(segment.len()..)?;
        match data.strip_prefix(b"Exif\0\0") {
            Some(data) if marker == APP1 => {
                if let Some(kept) = orientation(data).filter(|_| !turned).map(exif) {
                    turned = true;
                    out.extend_from_slice(&[0xFF, APP1]);
                    out.extend_from_slice(&(kept.len() as u16 + 8).to_be_bytes());
                    out.extend_from_slice(b"Exif\0\0");
                    out.extend_from_slice(&kept);
                }
            }
            _ if is_kept(marker, data) => out.extend_from_slice(segment),
            _ => {}
        }
        if marker == SOS {
            let Some(end) = scan(rest) else {
                // Cut within its pixels: browsers show the part that is there.
                out.extend_from_slice(rest);
                return Some(out);
            };
            out.extend_from_slice(rest.get(..end)?);
            rest = rest.get(end..)?;
        }
    }
}

/// Whether the decoder needs a segment: tables, frames and scans, the JFIF header, colour profile and colour transform.
fn is_kept(marker: u8, data: &[u8]) -> bool {
    match marker {
        APP0 => data.starts_with(b"JFIF\0"),
        APP2 => data.starts_with(b"ICC_PROFILE\0"),
        APP14 => data.starts_with(b"Adobe"),
        APP1..=APP15 | COM => false,
        _ => true,
    }
}

/// Bytes of a scan up to the marker after it. Within a scan, 0xFF is followed by 0 or a restart marker.
fn scan(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(0xFF, bytes.get(at..)?)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            _ => return Some(at),
        }
    }
}

// ---- WebP

/// Chunks of pixels, transparency, colours and animation.
const WEBP_CHUNKS: [&[u8; 4]; 6] = [b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// Bits of the first byte of `VP8X`: the file has EXIF, or XMP.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?) as usize;
    let mut rest = bytes.get(12..size.checked_add(8)?)?;
    let (mut chunks, mut header, mut turned) = (Vec::new(), None, None);
    while rest.len() >= 8 {
        let name: &[u8; 4] = rest.first_chunk()?;
        let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?) as usize;
        let data = rest.get(8..length.checked_add(8)?)?;
        match name {
            b"VP8X" => header = Some(data.to_vec()),
            b"EXIF" => turned = orientation(data.strip_prefix(b"Exif\0\0").unwrap_or(data)),
            name if WEBP_CHUNKS.contains(&name) => webp_chunk(&mut chunks, name, data),
            _ => {}
        }
        // A chunk of odd length is followed by one byte that says nothing.
        rest = rest.get(8 + length + length % 2..).unwrap_or_default();
    }
    let mut out = b"WEBP".to_vec();
    if let Some(mut header) = header {
        let flags = header.first_mut()?;
        *flags &= !(HAS_EXIF | HAS_XMP);
        *flags |= if turned.is_some() { HAS_EXIF } else { 0 };
        webp_chunk(&mut out, b"VP8X", &header);
        out.append(&mut chunks);
        if let Some(turned) = turned {
            webp_chunk(&mut out, b"EXIF", &exif(turned));
        }
    } else {
        out.append(&mut chunks);
    }
    let mut file = b"RIFF".to_vec();
    file.extend_from_slice(&(out.len() as u32).to_le_bytes());
    file.append(&mut out);
    Some(file)
}

fn webp_chunk(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(&(data.len() as u32).to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}

// ---- EXIF

/// Tag of the orientation, 1 (upright) to 8.
const ORIENTATION: u16 = 0x0112;

/// The orientation in the first directory of an EXIF block, where it is not upright.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let little = tiff.starts_with(b"II*\0");
    if !little && !tiff.starts_with(b"MM\0*") {
        return None;
    }
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let offset = *tiff.get(4..)?.first_chunk()?;
    let directory = if little { u32::from_le_bytes(offset) } else { u32::from_be_bytes(offset) } as usize;
    let entries = usize::from(short(directory)?);
    let at = (0..entries)
        .map_while(|entry| directory.checked_add(2 + 12 * entry))
        .find(|&at| short(at) == Some(ORIENTATION))?;
    let value = u8::try_from(short(at + 8)?).ok()?;
    (2..=8).contains(&value).then_some(value)
}

/// An EXIF block that says nothing but an orientation.
fn exif(orientation: u8) -> [u8; 26] {
    let mut block = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    block[19] = orientation;
    block
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// An EXIF block with an orientation after a name, little-endian.
    fn camera(turned: u8) -> Vec<u8> {
        let mut block = b"II*\0\x08\0\0\0\x02\0".to_vec();
        block.extend_from_slice(b"\x0f\x01\x02\0\x06\0\0\0\x26\0\0\0");
        block.extend_from_slice(&[0x12, 0x01, 0x03, 0, 0x01, 0, 0, 0, turned, 0, 0, 0]);
        block.extend_from_slice(b"\0\0\0\0SECRET");
        block
    }

    fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
        let mut segment = vec![0xFF, marker];
        segment.extend_from_slice(&(data.len() as u16 + 2).to_be_bytes());
        segment.extend_from_slice(data);
        segment
    }

    fn holds_secret(bytes: &[u8]) -> bool {
        bytes.windows(6).any(|part| part == b"SECRET")
    }

    #[test]
    fn a_png_keeps_its_pixels_and_its_orientation() {
        let chunks = |secrets: bool| {
            let mut file = PNG.to_vec();
            let mut put = |name, data: &[u8]| file.extend_from_slice(&png_chunk(name, data));
            put(b"IHDR", &[0; 13]);
            if secrets {
                put(b"tEXt", b"Author\0SECRET");
                put(b"eXIf", &camera(6));
                put(b"prVt", b"SECRET");
            } else {
                put(b"eXIf", &exif(6));
            }
            put(b"IDAT", b"pixels");
            put(b"IEND", b"");
            file
        };
        let mut with = chunks(true);
        with.extend_from_slice(b"SECRET");
        assert_eq!(without_metadata(&with).unwrap(), chunks(false));
        assert_eq!(without_metadata(&with[..with.len() - 20]), None, "cut");
    }

    #[test]
    fn a_jpeg_keeps_its_scans_its_profile_and_its_orientation() {
        let mut exif_data = b"Exif\0\0".to_vec();
        exif_data.extend_from_slice(&camera(8));
        let scan = b"\x01\xFF\0\x02\xFF\xD0\x03";
        let file = |secrets: bool| {
            let mut file = vec![0xFF, SOI];
            file.extend(segment(APP0, b"JFIF\0\x01\x01"));
            if secrets {
                file.extend(segment(APP1, &exif_data));
                file.extend(segment(APP1, b"http://ns.adobe.com/xap/1.0/\0SECRET"));
                file.extend(segment(0xED, b"Photoshop 3.0\0SECRET"));
                file.extend(segment(COM, b"SECRET"));
            } else {
                let mut kept = b"Exif\0\0".to_vec();
                kept.extend_from_slice(&exif(8));
                file.extend(segment(APP1, &kept));
            }
            file.extend(segment(APP2, b"ICC_PROFILE\0\x01\x01colours"));
            file.extend(segment(SOS, b"\0\0"));
            file.extend_from_slice(scan);
            if secrets {
                file.extend(segment(COM, b"SECRET"));
            }
            file.extend(segment(SOS, b"\0\0"));
            file.extend_from_slice(scan);
            file.extend_from_slice(&[0xFF, EOI]);
            file
        };
        let mut with = file(true);
        with.extend_from_slice(b"SECRET");
        assert_eq!(without_metadata(&with).unwrap(), file(false));
        assert_eq!(without_metadata(&with[..30]), None, "cut");
    }

    #[test]
    fn a_webp_says_no_more_that_it_has_metadata() {
        let mut parts = b"WEBP".to_vec();
        webp_chunk(&mut parts, b"VP8X", &[HAS_EXIF | HAS_XMP | 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        webp_chunk(&mut parts, b"VP8L", b"pixel");
        webp_chunk(&mut parts, b"EXIF", &camera(1));
        webp_chunk(&mut parts, b"XMP ", b"SECRET");
        let mut file = b"RIFF".to_vec();
        file.extend_from_slice(&(parts.len() as u32).to_le_bytes());
        file.extend(parts);
        file.extend_from_slice(b"SECRET");
        let done = without_metadata(&file).unwrap();
        assert!(!holds_secret(&done));
        assert_eq!(done[20], 0x10);
        assert_eq!(done.len(), 12 + 18 + 14);
        assert_eq!(u32::from_le_bytes(*done[4..].first_chunk().unwrap()) as usize, done.len() - 8);
    }

    #[test]
    fn nothing_damaged_makes_it_panic() {
        for start in [
            PNG,
            &[0xFF, SOI, 0xFF, APP1],
            b"RIFF\xff\xff\xff\xffWEBPVP8X\xff\xff\xff\xff",
            b"RIFF\x0c\0\0\0WEBPVP8X\0\0\0\0",
        ] {
            for length in 0..40 {
                let mut bytes = start.to_vec();
                bytes.resize(start.len() + length, 0xFF);
                without_metadata(&bytes);
            }
        }
        orientation(b"II*\0\xff\xff\xff\xff");
        orientation(b"MM\0*\0\0\0\x08\xff\xff");
    }
}
