import type { Run } from './answer.ts'
import type { Operation } from './asked.ts'
import { deleteObjects, headBucket, listObjectsV2 } from './bucket-operations.ts'
import { copyObject, deleteObject, getObject, putObject } from './object-operations.ts'
import { abortUpload, completeUpload, createUpload, listParts, listUploads, uploadPart } from './upload-operations.ts'

/** Without `PostObject`, which is signed in another way. */
export const OPERATIONS: Partial<Record<Operation, Run>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
  CopyObject: copyObject,
  HeadBucket: headBucket,
  ListObjectsV2: listObjectsV2,
  DeleteObjects: deleteObjects,
  CreateMultipartUpload: createUpload,
  UploadPart: uploadPart,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  ListParts: listParts,
  ListMultipartUploads: listUploads,
}
