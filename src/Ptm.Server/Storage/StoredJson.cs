using System.Buffers;
using System.IO.Compression;
using System.Text.Json;

namespace Ptm.Server.Storage;

/// <summary>Records as the database keeps them: JSON in UTF-8, and zlib of it where that is worth it.</summary>
internal static class StoredJson
{
    const int WorthCompressing = 1024;

    // A text of ours begins with a brace, a compressed one with this.
    const byte Zlib = 0x78;

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, PtmJson.For<T>());

    public static T Read<T>(ReadOnlySpan<byte> content)
    {
        byte[]? unpacked = content is [Zlib, ..] ? Unpack(content) : null;
        return JsonSerializer.Deserialize(unpacked ?? content, PtmJson.For<T>()) ?? throw new InvalidDataException("The database holds null where a record was stored.");
    }

    /// <summary>Compresses what is not small.</summary>
    public static byte[] Pack(byte[] json)
    {
        if (json.Length < WorthCompressing)
        {
            return json;
        }

        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest))
        {
            zlib.Write(json);
        }

        return packed.ToArray();
    }

    static byte[] Unpack(ReadOnlySpan<byte> content)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(content.Length);
        try
        {
            content.CopyTo(rented);
            using ZLibStream zlib = new(new MemoryStream(rented, 0, content.Length, writable: false), CompressionMode.Decompress);
            using MemoryStream json = new();
            zlib.CopyTo(json);
            return json.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
