//! Files of all kinds, most of them hostile.

use std::io::Cursor;

use image::{DynamicImage, ImageError, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::{
    catalog::{self, GoodError, TypedGood, set_picture},
    testing::{TestDatabase, moment},
};

const RED: Rgb<u8> = Rgb([220, 20, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);

/// Red on the left, blue on the right.
fn two_halves(width: u32, height: u32) -> DynamicImage {
    let half = |x, _| if x < width / 2 { RED } else { BLUE };
    RgbImage::from_fn(width, height, half).into()
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

fn decoded(picture: &Picture) -> RgbImage {
    image::load_from_memory(&picture.bytes).unwrap().into_rgb8()
}

fn is_near(one: Rgb<u8>, other: Rgb<u8>) -> bool {
    one.0.iter().zip(other.0).all(|(one, other)| one.abs_diff(other) < 40)
}

/// A PNG that says of itself what it likes.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 2, 0, 0, 0]);
    for (kind, data) in [
        (b"IHDR", head.as_slice()),
        (b"IDAT", b"\x78\x9c\x03\x00\x00\x00\x00\x01".as_slice()),
        (b"IEND", b""),
    ] {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let chunk = [kind.as_slice(), data].concat();
        png.extend(&chunk);
        png.extend(crc(&chunk).to_be_bytes());
    }
    png
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

/// A JPEG that says that it lies on its side: its left is to be up.
fn lying(image: &DynamicImage) -> Vec<u8> {
    let jpeg = encoded(image, ImageFormat::Jpeg);
    let mut exif =
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend(b"secret place");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn each_of_the_three_formats_is_taken() {
    let image = two_halves(40, 20);
    for (format, media_type) in [
        (ImageFormat::Png, MediaType::Png),
        (ImageFormat::Jpeg, MediaType::Jpeg),
        (ImageFormat::WebP, MediaType::Png),
    ] {
        let picture = take(&encoded(&image, format)).unwrap();
        assert_eq!((picture.width, picture.height, picture.media_type), (40, 20, media_type));
        assert_eq!(picture.hash, PictureHash::of(&picture.bytes));
        let shown = decoded(&picture);
        assert!(is_near(*shown.get_pixel(5, 10), RED) && is_near(*shown.get_pixel(35, 10), BLUE));
    }
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_is_called() {
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    for bytes in [
        b"".as_slice(),
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a/*\0\0*/=1;alert(1)",
        gif,
        b"%PDF-1.7",
        b"BM\x1e\0\0\0",
        b"II*\0",
        &[0; 64],
    ] {
        assert!(matches!(take(bytes), Err(PictureError::NotAPicture)), "{bytes:?}");
    }
}

#[test]
fn what_is_cut_short_or_broken_is_refused() {
    let image = two_halves(300, 300);
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(&image, format);
        let cut = take(&whole[..whole.len() / 2]);
        assert!(matches!(cut, Err(PictureError::Broken(_))), "{format:?}: {cut:?}");
    }
    let head = take(&encoded(&image, ImageFormat::Jpeg)[..30]);
    assert!(matches!(head, Err(PictureError::Broken(_))), "{head:?}");
    assert!(matches!(take(b"\x89PNG\r\n\x1a\n<script>"), Err(PictureError::Broken(_))));
    assert!(matches!(take(b"RIFF\x10\0\0\0WEBPVP8 junk"), Err(PictureError::Broken(_))));
}

#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    let bomb = take(&claiming(50_000, 50_000));
    assert!(matches!(bomb, Err(PictureError::TooManyPixels { width: 50_000, height: 50_000 })));
    // As one line it is no smaller: more than its reader may have.
    let line = take(&claiming(1_000_000_000, 1));
    assert!(matches!(line, Err(PictureError::Broken(ImageError::Limits(_)))), "{line:?}");
    // Within the limit, and with no pixels behind it.
    assert!(matches!(take(&claiming(5000, 5000)), Err(PictureError::Broken(_))));
    assert!(take(&claiming(0, 0)).is_err());
    let large = [encoded(&two_halves(2, 2), ImageFormat::Png), vec![0; MOST_BYTES]].concat();
    assert!(matches!(take(&large), Err(PictureError::TooLarge)));
}

#[test]
fn a_photograph_is_turned_upright_and_forgets_where_it_was_taken() {
    let lying = lying(&two_halves(40, 20));
    assert!(lying.windows(6).any(|part| part == b"secret"));
    let picture = take(&lying).unwrap();
    assert_eq!((picture.width, picture.height), (20, 40));
    let shown = decoded(&picture);
    assert!(is_near(*shown.get_pixel(10, 5), RED) && is_near(*shown.get_pixel(10, 35), BLUE));
    assert!(!picture.bytes.windows(6).any(|part| part == b"secret" || part == b"Exif\0\0"));
}

#[test]
fn what_hides_behind_a_picture_is_gone() {
    let behind =
        [encoded(&two_halves(4, 4), ImageFormat::Png), b"<script>alert(1)</script>".to_vec()];
    let picture = take(&behind.concat()).unwrap();
    assert!(!picture.bytes.windows(7).any(|part| part == b"<script"));
}

#[test]
fn large_pictures_become_smaller_and_small_ones_stay() {
    let picture = take(&encoded(&two_halves(1600, 400), ImageFormat::Png)).unwrap();
    assert_eq!((picture.width, picture.height), (800, 200));
    let drawn =
        RgbaImage::from_fn(16, 16, |x, y| Rgba([200, 100, 50, if x == y { 0 } else { 255 }]));
    let picture = take(&encoded(&drawn.clone().into(), ImageFormat::Png)).unwrap();
    assert_eq!((picture.width, picture.height, picture.media_type), (16, 16, MediaType::Png));
    // Each pixel, and each hole.
    assert_eq!(image::load_from_memory(&picture.bytes).unwrap().into_rgba8(), drawn);
}

#[test]
fn a_noisy_screenshot_is_kept_as_a_photograph() {
    let mut seed = 1_u32;
    let noise = RgbImage::from_fn(600, 600, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([seed.to_be_bytes()[0], seed.to_be_bytes()[1], 128])
    });
    let picture = take(&encoded(&noise.into(), ImageFormat::Png)).unwrap();
    assert_eq!(picture.media_type, MediaType::Jpeg);
}

#[test]
fn a_picture_goes_when_the_last_good_lets_go_of_it() {
    let mut db = TestDatabase::new();
    let good = |name: &str| TypedGood {
        name: name.to_owned(),
        price: "1".to_owned(),
        ..TypedGood::default()
    };
    let mut add =
        |name: &str| db.write(|c| catalog::add(c, &good(name).read().unwrap(), moment(0))).unwrap();
    let (one, other) = (add("один"), add("другой"));
    let [first, second] = [two_halves(8, 8), two_halves(9, 9)]
        .map(|image| take(&encoded(&image, ImageFormat::Png)).unwrap());
    let mut set = |id, version, picture: Option<&Picture>| {
        db.write(|c| set_picture(c, id, version, picture, moment(1))).map(drop)
    };
    set(one, 0, Some(&first)).unwrap();
    set(other, 0, Some(&first)).unwrap();
    assert!(matches!(set(other, 0, None), Err(GoodError::Changed(_))));
    set(one, 1, Some(&second)).unwrap();
    let mut kept = |picture: &Picture| find(&mut db.connection, &picture.hash).unwrap();
    assert_eq!(kept(&first), Some(first.clone()));
    assert_eq!(kept(&second), Some(second.clone()));
    db.write(|c| set_picture(c, other, 1, None, moment(2))).unwrap();
    assert_eq!(find(&mut db.connection, &first.hash).unwrap(), None);
    let shown = catalog::find(&mut db.connection, one).unwrap().unwrap().picture.unwrap();
    assert_eq!((&shown.hash, shown.width, shown.height), (&second.hash, 9, 9));
    db.write(|c| catalog::delete(c, one, 2)).unwrap();
    assert_eq!(find(&mut db.connection, &second.hash).unwrap(), None);
}
