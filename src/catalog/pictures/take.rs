//! From a file that somebody has to a picture that the shop shows.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, ImageResult, Limits,
    codecs::jpeg::JpegEncoder, imageops::FilterType,
};

use super::{MediaType, Picture, PictureHash};

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
/// The most pixels of it. A file of a few bytes can claim to have thousands of millions.
pub const MOST_PIXELS: u64 = 25_000_000;
/// The longest side of what is kept; what is smaller stays as small as it is.
pub const MOST_SIDE: u32 = 800;

/// What decoding may take: [`MOST_PIXELS`] of eight bytes, and as much beside it.
const MOST_MEMORY: u64 = 400_000_000;
/// A picture without holes that is larger than that when nothing of it is lost is a photograph.
const LARGE: usize = 200 * 1024;
/// Of photographs, in percent.
const QUALITY: u8 = 85;

/// Why a file cannot be a picture of the shop's.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("the file is larger than {MOST_BYTES} bytes")]
    TooLarge,
    /// By its content; its name says nothing.
    #[error("the file is no PNG, JPEG or WebP picture")]
    NotAPicture,
    #[error("the picture is {width}×{height}, more than {MOST_PIXELS} pixels")]
    TooManyPixels { width: u32, height: u32 },
    /// It begins like a picture and goes on like none.
    #[error("the picture cannot be read: {0}")]
    Broken(#[source] ImageError),
}

/// Makes a picture of a file: upright, with [`MOST_SIDE`] at most, and without anything that is not a picture. It takes its
/// time and its memory: call it where it blocks nobody, and not many times at once.
///
/// # Errors
/// `PictureError`.
pub fn take(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.len() > MOST_BYTES {
        return Err(PictureError::TooLarge);
    }
    let guessed = image::guess_format(bytes).ok();
    let taken = |format: &ImageFormat| {
        matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)
    };
    let format = guessed.filter(taken).ok_or(PictureError::NotAPicture)?;
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    // From the head of the file, before anything is decoded.
    let (width, height) = reader().into_dimensions().map_err(PictureError::Broken)?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::TooManyPixels { width, height });
    }
    let image = decode(reader()).map_err(PictureError::Broken)?;
    let image = fitted(image);
    let (media_type, bytes) = encode(&image, format).map_err(PictureError::Broken)?;
    Ok(Picture {
        hash: PictureHash::of(&bytes),
        media_type,
        width: image.width().into(),
        height: image.height().into(),
        bytes,
    })
}

fn decode(mut reader: ImageReader<Cursor<&[u8]>>) -> ImageResult<DynamicImage> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Of eight bits a colour, and no larger than the shop shows it.
fn fitted(image: DynamicImage) -> DynamicImage {
    let image = if image.color().has_alpha() && has_holes(&image) {
        DynamicImage::ImageRgba8(image.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(image.into_rgb8())
    };
    if image.width() <= MOST_SIDE && image.height() <= MOST_SIDE {
        return image;
    }
    image.resize(MOST_SIDE, MOST_SIDE, FilterType::CatmullRom)
}

fn has_holes(image: &DynamicImage) -> bool {
    match image {
        DynamicImage::ImageRgba8(image) => image.pixels().any(|pixel| pixel.0[3] < u8::MAX),
        DynamicImage::ImageLumaA8(image) => image.pixels().any(|pixel| pixel.0[1] < u8::MAX),
        // Of sixteen bits and more; they may have some.
        _ => true,
    }
}

fn encode(image: &DynamicImage, from: ImageFormat) -> ImageResult<(MediaType, Vec<u8>)> {
    let may_lose = !image.color().has_alpha();
    if from == ImageFormat::Jpeg && may_lose {
        return Ok((MediaType::Jpeg, as_jpeg(image)?));
    }
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
    if may_lose && bytes.len() > LARGE {
        return Ok((MediaType::Jpeg, as_jpeg(image)?));
    }
    Ok((MediaType::Png, bytes))
}

fn as_jpeg(image: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}
